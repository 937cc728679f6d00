package io.tillback.jpa;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.IdempotencyKey;
import io.tillback.model.Job;
import io.tillback.model.JobId;
import io.tillback.model.SnapshotId;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** Until the caller's transaction ends nobody else begins a job with the same key, on any server. */
    public void lockKey(Order order) {
        entities.createNativeQuery("SELECT CAST(pg_advisory_xact_lock(hashtextextended(?1, 0)) AS text)")
                .setParameter(
                        1,
                        "tillback job " + order.principal() + " " + order.key().value())
                .getSingleResult();
    }

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
        findOwn(id).start(now);
    }

    /** @throws RestoreException JOB_INTERRUPTED if another server has taken the job over */
    public void requireOwn(JobId id) {
        findOwn(id);
    }

    /** From now on until the job is over, this snapshot is in use. */
    public void reads(JobId id, SnapshotId snapshot) {
        find(id).reads(snapshot);
    }

    /** The snapshots that running jobs read. */
    public Set<SnapshotId> findSnapshotsInUse() {
        return entities.createQuery(
                        "SELECT j.readsSnapshot FROM JobEntity j"
                                + " WHERE j.readsSnapshot IS NOT NULL AND j.state IN ('WAITING', 'RUNNING')",
                        String.class)
                .getResultStream()
                .map(SnapshotId::new)
                .collect(Collectors.toUnmodifiableSet());
    }

    public boolean isRunning(Job.Kind kind) {
        return entities.createQuery(
                                "SELECT COUNT(j) FROM JobEntity j"
                                        + " WHERE j.kind = :kind AND j.state IN ('WAITING', 'RUNNING')",
                                Long.class)
                        .setParameter("kind", kind.name())
                        .getSingleResult()
                > 0;
    }

    /** Where a job stands, as {@link Job} says it. */
    public record Report(String step, long rows, long expectedRows, long bytes, long expectedBytes) {}

    /** @return whether somebody asked the job to stop */
    public boolean report(JobId id, Report report) {
        JobEntity job = findOwn(id);
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
        findOwn(id).finish(now);
    }

    public void fail(JobId id, Job.Failure failure, Instant now) {
        findOwn(id).fail(failure, now);
    }

    /** Ends a job that was taken over; whoever ended it first has the say. */
    public void settleDone(JobId id, Instant now) {
        JobEntity job = lock(id);
        if (!job.isOver()) {
            job.finish(now);
        }
    }

    /** As {@link #settleDone}. */
    public void settleFailed(JobId id, Job.Failure failure, Instant now) {
        JobEntity job = lock(id);
        if (!job.isOver()) {
            job.fail(failure, now);
        }
    }

    /** Leaves a job that is over as it is. */
    public Job requestCancel(JobId id) {
        JobEntity job = lock(id);
        if (!job.isOver()) {
            job.requestCancel();
        }
        return job.job();
    }

    /**
     * Takes over jobs whose server stopped beating, so that exactly one server settles each. Their own server can write
     * nothing of them from then on, should it come to itself again. A settler that falls silent too is relieved like it.
     *
     * @param silence how long a living server is never silent
     */
    public List<Job> takeOverAbandoned(Duration silence) {
        forgetSignsFromTheFuture();
        List<?> ids = entities.createNativeQuery("""
                        UPDATE tillback.job
                        SET beat_at = clock_timestamp(), taken_over = true
                        WHERE state IN ('WAITING', 'RUNNING')
                          AND beat_at < clock_timestamp() - ?1 * interval '1 s'
                        RETURNING id
                        """)
                .setParameter(1, silence.toSeconds())
                .getResultList();
        return ids.stream().map(id -> load(new JobId((String) id))).toList();
    }

    /** The clock was set back: whoever lives gives another sign at once, and the dead must not wait for the clock. */
    private void forgetSignsFromTheFuture() {
        entities.createNativeQuery("""
                        UPDATE tillback.job
                        SET beat_at = clock_timestamp()
                        WHERE state IN ('WAITING', 'RUNNING') AND beat_at > clock_timestamp() + interval '1 s'
                        """).executeUpdate();
    }

    private JobEntity findOwn(JobId id) {
        JobEntity job = lock(id);
        if (job.isTakenOver() || job.isOver()) {
            throw new RestoreException(
                    ErrorCode.JOB_INTERRUPTED,
                    "Cannot go on with job " + id + ": another server settled it while this one was silent",
                    "Look at what there is, then begin it again.");
        }
        return job;
    }

    private JobEntity lock(JobId id) {
        JobEntity job = find(id);
        entities.refresh(job, LockModeType.PESSIMISTIC_WRITE);
        return job;
    }

    private JobEntity find(JobId id) {
        return Optional.ofNullable(entities.find(JobEntity.class, id.value()))
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.JOB_UNKNOWN,
                        "Cannot find job " + id + ": there is none of that name",
                        "List the jobs and choose one of them."));
    }
}
