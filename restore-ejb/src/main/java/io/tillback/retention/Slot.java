package io.tillback.retention;

import io.tillback.model.Tier;
import java.time.Instant;

/**
 * The right to take one snapshot of a tier: taken once, whoever comes first.
 *
 * @param start UTC
 */
public record Slot(Tier tier, Instant start) {
    @Override
    public String toString() {
        return tier + " " + start;
    }
}
