package io.tillback.jpa;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.IdempotencyKey;
import io.tillback.model.Job;
import io.tillback.model.JobId;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The jobs of every server of this store. Beats are compared by the database's clock, which they all share. */
public final class JobCatalog {
    private final EntityManager entities;

    JobCatalog(EntityManager entities) {
        this.entities = entities;
    }

    /**
     * Somebody's intention.
     *
     * @param request identifies what was asked for: the same key with another request is refused
     * @param result the name of what the job will make
     */
    public record Order(JobId id, Job.Kind kind, String principal, IdempotencyKey key, String request, String result) {}

    public Job create(Order order, Instant now) {
        JobEntity job = JobEntity.ordered(order, now);
        entities.persist(job);
        entities.flush();
        beat(order.id());
        return job.job();
    }

    /**
     * The job that the same principal asked for with the same key.
     *
     * @throws RestoreException IDEMPOTENCY_KEY_REUSED if it asked for something else
     */
    public Optional<Job> findEarlier(Order order) {
        return entities.createQuery(
                        "SELECT j FROM JobEntity j WHERE j.principal = :principal AND j.idempotencyKey = :key",
                        JobEntity.class)
                .setParameter("principal", order.principal())
                .setParameter("key", order.key().value())
                .getResultStream()
                .findFirst()
                .map(earlier -> requireSame(earlier, order));
    }

    private static Job requireSame(JobEntity earlier, Order order) {
        if (!earlier.isFor(order)) {
            throw new RestoreException(
                    ErrorCode.IDEMPOTENCY_KEY_REUSED,
                    "Cannot begin: idempotency key '" + order.key().value() + "' was used for another request, job "
                            + earlier.job().id(),
                    "Send a new key with a new request.");
        }
        return earlier.job();
    }

    public Job load(JobId id) {
        return find(id).job();
    }

    /** Newest first. */
    public List<Job> list(int limit) {
        return entities.createQuery("SELECT j FROM JobEntity j ORDER BY j.createdAt DESC", JobEntity.class)
                .setMaxResults(limit)
                .getResultStream()
                .map(JobEntity::job)
                .toList();
    }

    public void start(JobId id, Instant now) {
        find(id).start(now);
    }

    /** Where a job stands, as {@link Job} says it. */
    public record Report(String step, long rows, long expectedRows, long bytes, long expectedBytes) {}

    /** @return whether somebody asked the job to stop */
    public boolean report(JobId id, Report report) {
        JobEntity job = find(id);
        job.report(report);
        entities.flush();
        beat(id);
        return job.isCancelRequested();
    }

    private void beat(JobId id) {
        entities.createNativeQuery("UPDATE tillback.job SET beat_at = clock_timestamp() WHERE id = ?1")
                .setParameter(1, id.value())
                .executeUpdate();
    }

    public void finish(JobId id, Instant now) {
        find(id).finish(now);
    }

    public void fail(JobId id, Job.Failure failure, Instant now) {
        find(id).fail(failure, now);
    }

    public Job requestCancel(JobId id) {
        JobEntity job = find(id);
        job.requestCancel();
        return job.job();
    }

    /**
     * Takes over jobs whose server stopped beating, so that exactly one server settles each.
     *
     * @param silence how long a living server is never silent
     */
    public List<Job> takeOverAbandoned(Duration silence) {
        List<?> ids = entities.createNativeQuery("""
                        UPDATE tillback.job
                        SET beat_at = clock_timestamp()
                        WHERE state IN ('WAITING', 'RUNNING')
                          AND beat_at < clock_timestamp() - ?1 * interval '1 s'
                        RETURNING id
                        """)
                .setParameter(1, silence.toSeconds())
                .getResultList();
        return ids.stream().map(id -> load(new JobId((String) id))).toList();
    }

    private JobEntity find(JobId id) {
        return Optional.ofNullable(entities.find(JobEntity.class, id.value()))
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.JOB_UNKNOWN,
                        "Cannot find job " + id + ": there is none of that name",
                        "List the jobs and choose one of them."));
    }
}
