package io.tillback.retention;

import io.tillback.model.AlertCause.SlotFailed;
import io.tillback.model.Job;
import io.tillback.model.Tier;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A tier's present slot and those since the one before, as far as they were seen. Instants are UTC.
 *
 * @param present when the slot that lies around now began
 * @param before when the one before that began
 * @param first when the first slot of the tier that was ever seen began
 * @param seen when slots began that were seen, from the one before on, tried or not
 * @param tried the last attempts to take one of these
 * @param taken when the newest slot began of which there is a snapshot
 */
public record TierSlots(
        Tier tier,
        Instant present,
        Instant before,
        Optional<Instant> first,
        List<Instant> seen,
        List<SlotAttempt> tried,
        Optional<Instant> taken) {
    public TierSlots {
        seen = List.copyOf(seen);
        tried = List.copyOf(tried);
    }

    /** Those that failed for good: tried often enough, or over. One that somebody cancelled has not failed. */
    public List<SlotFailed> failed(RetryRule rule) {
        if (isMissed()) {
            return List.of(new SlotFailed(
                    tier,
                    before,
                    "nobody tried to take it; no server ran, or another snapshot was being taken all the time"));
        }
        return tried.stream()
                .filter(attempt -> attempt.job().state() == Job.State.FAILED)
                .filter(attempt -> attempt.number() >= rule.attempts()
                        || attempt.slot().start().isBefore(present))
                .map(attempt -> new SlotFailed(tier, attempt.slot().start(), reason(attempt)))
                .toList();
    }

    /** Where the schedule was changed since, a slot of the old one stands for it. */
    private boolean isMissed() {
        return first.filter(known -> known.isBefore(before)).isPresent()
                && seen.stream().noneMatch(start -> start.isBefore(present));
    }

    private static String reason(SlotAttempt attempt) {
        String often = attempt.number() == 1 ? "tried once: " : "tried " + attempt.number() + " times, at last: ";
        return often + attempt.job().failure().map(Job.Failure::message).orElse("no reason is known");
    }
}
