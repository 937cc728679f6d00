package io.tillback.web.faces;

import io.tillback.ejb.Jobs;
import io.tillback.model.IdempotencyKey;
import io.tillback.model.Job;
import io.tillback.model.JobId;
import java.io.Serializable;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One deed of an open page and the job that does it.
 *
 * <p>The key stays the same until that job is over, so that a double click is one deed.
 */
final class JobWatch implements Serializable {
    private static final long serialVersionUID = 1L;

    private String key = UUID.randomUUID().toString();
    private @Nullable String id;
    private transient @Nullable Job job;

    IdempotencyKey key() {
        return new IdempotencyKey(key);
    }

    /** On a page where several things can be done: a click on one is none on another. */
    IdempotencyKey keyOf(String deed) {
        return new IdempotencyKey(key + " " + deed);
    }

    void follow(Job started) {
        id = started.id().value();
        see(started);
    }

    /** Asks how the job stands. */
    void look(Jobs jobs) {
        if (id != null) {
            see(jobs.load(new JobId(id)));
        }
    }

    private void see(Job seen) {
        job = seen;
        if (seen.state().isOver()) {
            key = UUID.randomUUID().toString();
        }
    }

    Optional<Job> job(Jobs jobs) {
        if (job == null) {
            look(jobs);
        }
        return Optional.ofNullable(job);
    }

    boolean isActive() {
        return job != null && !job.state().isOver();
    }

    /** What the job made, once it is done. */
    Optional<String> made() {
        return Optional.ofNullable(job)
                .filter(seen -> seen.state() == Job.State.DONE)
                .flatMap(Job::result);
    }

    /** What the job makes, as soon as its name is known. */
    Optional<String> named() {
        return Optional.ofNullable(job).flatMap(Job::result);
    }
}
