package io.tillback.jpa;

import io.tillback.fault.ErrorCode;
import io.tillback.jpa.JobCatalog.Order;
import io.tillback.model.Job;
import io.tillback.model.JobId;
import io.tillback.model.Sha256;
import io.tillback.model.SnapshotId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@Entity
@Table(schema = "tillback", name = "job")
class JobEntity {
    private static final int LONGEST_REQUEST = 1000;

    @Id
    private String id;

    private String kind;
    private String state;
    private String principal;

    @Column(name = "idempotency_key")
    private String idempotencyKey;

    private String request;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "started_at")
    @Nullable
    private Instant startedAt;

    @Column(name = "finished_at")
    @Nullable
    private Instant finishedAt;

    @Column(name = "beat_at")
    private Instant beatAt;

    private String step;

    @Column(name = "row_count")
    private long rows;

    @Column(name = "expected_rows")
    private long expectedRows;

    @Column(name = "byte_count")
    private long bytes;

    @Column(name = "expected_bytes")
    private long expectedBytes;

    @Column(name = "cancel_requested")
    private boolean cancelRequested;

    @Column(name = "taken_over")
    private boolean takenOver;

    @Column(name = "reads_snapshot")
    @Nullable
    private String readsSnapshot;

    private String result;

    @Column(name = "failure_code")
    @Nullable
    private String failureCode;

    @Column(name = "failure_message")
    @Nullable
    private String failureMessage;

    @Column(name = "failure_hint")
    @Nullable
    private String failureHint;

    Job job() {
        return new Job(
                new JobId(id),
                Job.Kind.valueOf(kind),
                Job.State.valueOf(state),
                principal,
                createdAt,
                Optional.ofNullable(startedAt),
                Optional.ofNullable(finishedAt),
                step,
                rows,
                expectedRows,
                bytes,
                expectedBytes,
                Optional.of(result),
                failure());
    }

    private Optional<Job.Failure> failure() {
        if (failureCode == null || failureMessage == null || failureHint == null) {
            return Optional.empty();
        }
        return Optional.of(new Job.Failure(ErrorCode.valueOf(failureCode), failureMessage, failureHint));
    }

    static JobEntity ordered(Order order, Instant now) {
        JobEntity job = new JobEntity();
        job.id = order.id().value();
        job.kind = order.kind().name();
        job.state = Job.State.WAITING.name();
        job.principal = order.principal();
        job.idempotencyKey = order.key().value();
        job.request = told(order.request());
        job.result = order.result();
        job.createdAt = now;
        job.beatAt = now;
        job.step = "Waiting";
        return job;
    }

    boolean isFor(Order order) {
        return kind.equals(order.kind().name()) && request.equals(told(order.request()));
    }

    /** It is only compared, and one of a million keys would be read with every list of jobs. */
    private static String told(String request) {
        return request.length() <= LONGEST_REQUEST ? request : "sha256 " + Sha256.of(request);
    }

    void start(Instant now) {
        state = Job.State.RUNNING.name();
        startedAt = now;
    }

    void report(JobCatalog.Report report) {
        step = report.step();
        rows = report.rows();
        expectedRows = report.expectedRows();
        bytes = report.bytes();
        expectedBytes = report.expectedBytes();
    }

    void requestCancel() {
        cancelRequested = true;
    }

    boolean isOver() {
        return Job.State.valueOf(state).isOver();
    }

    boolean isTakenOver() {
        return takenOver;
    }

    void reads(SnapshotId snapshot) {
        readsSnapshot = snapshot.value();
    }

    boolean isCancelRequested() {
        return cancelRequested;
    }

    void finish(Instant now) {
        state = Job.State.DONE.name();
        step = "Done";
        finishedAt = now;
    }

    void fail(Job.Failure failure, Instant now) {
        boolean cancelled = failure.code() == ErrorCode.JOB_CANCELLED;
        state = (cancelled ? Job.State.CANCELLED : Job.State.FAILED).name();
        finishedAt = now;
        failureCode = failure.code().name();
        failureMessage = failure.message();
        failureHint = failure.hint();
    }
}
