package io.tillback.model;

import io.tillback.fault.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Long work that somebody asked for, as it stands now. Its record survives the server.
 *
 * @param principal who asked
 * @param step what it does now, in an operator's words
 * @param rows rows done so far; {@code expectedRows} is 0 while unknown; the same for bytes
 * @param result the name of the snapshot, plan or restore it made, once it is known
 * @param failure present exactly when the state is FAILED or CANCELLED
 */
public record Job(
        JobId id,
        Kind kind,
        State state,
        String principal,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        String step,
        long rows,
        long expectedRows,
        long bytes,
        long expectedBytes,
        Optional<String> result,
        Optional<Failure> failure) {
    public enum Kind {
        TAKE_SNAPSHOT,
        VERIFY_SNAPSHOT,
        PLAN,
        COMPARE,
        APPLY,
        PURGE,
        RECALL
    }

    public enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED,
        CANCELLED;

        public boolean isOver() {
            return this == DONE || this == FAILED || this == CANCELLED;
        }
    }

    /** Why it failed, as a {@code RestoreException} says it. */
    public record Failure(ErrorCode code, String message, String hint) {}

    /** Time left by the rate so far; empty before anything can be said. */
    public Optional<Duration> timeLeft(Instant now) {
        if (state != State.RUNNING || expectedRows <= 0 || rows <= 0 || startedAt.isEmpty()) {
            return Optional.empty();
        }
        double spentMillis = Math.max(0, Duration.between(startedAt.get(), now).toMillis());
        long left = Math.max(0, expectedRows - rows);
        return Optional.of(Duration.ofMillis((long) (spentMillis / rows * left)));
    }
}
