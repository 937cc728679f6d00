package io.tillback.retention;

import io.tillback.model.Job;
import io.tillback.model.SnapshotId;
import java.time.Instant;
import java.util.Optional;

/**
 * The last attempt to take a slot.
 *
 * @param number from 1
 * @param job what became of it, with the reason if it failed
 */
public record SlotAttempt(Slot slot, int number, Job job, SnapshotId snapshot) {
    /**
     * When the slot may be tried again. Empty while it is being taken, once it is taken, after the last attempt, and after
     * somebody cancelled it: who cancels does not want it again a minute later.
     */
    public Optional<Instant> nextAttempt(RetryRule rule) {
        if (job.state() != Job.State.FAILED || number >= rule.attempts()) {
            return Optional.empty();
        }
        return job.finishedAt().map(failedAt -> failedAt.plus(rule.waitAfter(number)));
    }
}
