package io.tillback.web.faces;

import io.tillback.model.Job;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The list of jobs. */
@Named
@ViewScoped
public class JobsView implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 100;

    @Inject
    private Engine engine;

    private transient @Nullable List<Job> jobs;

    /** Also what the page's poll does. */
    public void load() {
        jobs = engine.jobs().list(SHOWN);
    }

    public List<Job> jobs() {
        if (jobs == null) {
            load();
        }
        return jobs == null ? List.of() : jobs;
    }

    public boolean isBusy() {
        return jobs().stream().anyMatch(job -> !job.state().isOver());
    }
}
