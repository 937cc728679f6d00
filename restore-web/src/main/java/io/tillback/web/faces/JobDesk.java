package io.tillback.web.faces;

import io.tillback.model.Job;
import io.tillback.model.JobId;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A running job as every page shows it. */
@Named
@RequestScoped
public class JobDesk {
    @Inject
    private Engine engine;

    @Inject
    private Words words;

    public void cancel(String id) {
        engine.jobs().cancel(new JobId(id));
    }

    /** Whole percent, or 0 while the total is unknown. */
    public int percent(Job job) {
        return job.expectedRows() <= 0 ? 0 : (int) Math.min(100, job.rows() * 100 / job.expectedRows());
    }

    public boolean isMeasured(Job job) {
        return job.expectedRows() > 0;
    }

    /** {@code 12,400 of 20,000 rows · 3.1 MB · about 12 s left}. */
    public String figures(Job job) {
        List<String> parts = new ArrayList<>();
        if (job.expectedRows() > 0) {
            parts.add(words.count(job.rows()) + " of " + words.counted(job.expectedRows(), "row"));
        } else if (job.rows() > 0) {
            parts.add(words.counted(job.rows(), "row"));
        }
        if (job.bytes() > 0) {
            parts.add(words.size(job.bytes()));
        }
        job.timeLeft(Instant.now()).ifPresent(left -> parts.add("about " + words.duration(left) + " left"));
        return String.join(" · ", parts);
    }
}
