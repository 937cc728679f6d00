package io.tillback.retention;

import java.time.Instant;
import java.util.Optional;

/**
 * A tier as it stands.
 *
 * @param last the newest slot that was tried, with what became of it
 * @param nextSlot when the next slot begins; empty for a tier that takes none
 * @param nextAttempt when a slot that failed is tried again
 */
public record TierStatus(
        TierRule rule, Optional<SlotAttempt> last, Optional<Instant> nextSlot, Optional<Instant> nextAttempt) {}
