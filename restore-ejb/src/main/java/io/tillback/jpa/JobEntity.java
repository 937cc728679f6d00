package io.tillback.jpa;

import io.tillback.fault.ErrorCode;
import io.tillback.model.Job;
import io.tillback.model.JobId;
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
    @Id
    String id;

    String kind;
    String state;
    String principal;

    @Column(name = "idempotency_key")
    String idempotencyKey;

    String request;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "started_at")
    @Nullable
    Instant startedAt;

    @Column(name = "finished_at")
    @Nullable
    Instant finishedAt;

    @Column(name = "beat_at")
    Instant beatAt;

    String step;

    @Column(name = "row_count")
    long rows;

    @Column(name = "expected_rows")
    long expectedRows;

    @Column(name = "byte_count")
    long bytes;

    @Column(name = "expected_bytes")
    long expectedBytes;

    @Column(name = "cancel_requested")
    boolean cancelRequested;

    String result;

    @Column(name = "failure_code")
    @Nullable
    String failureCode;

    @Column(name = "failure_message")
    @Nullable
    String failureMessage;

    @Column(name = "failure_hint")
    @Nullable
    String failureHint;

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
}
