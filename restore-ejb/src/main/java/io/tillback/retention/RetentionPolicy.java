package io.tillback.retention;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Tier;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** How long each tier's snapshots are kept. A tier that is not named is kept until it is purged by hand. */
public record RetentionPolicy(Map<Tier, Duration> kept) {
    /** @throws RestoreException CONFIGURATION_INVALID if it says nothing of any tier: that was forgotten, not meant */
    public RetentionPolicy {
        if (kept.isEmpty()) {
            throw new RestoreException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "Cannot decide what is kept: the retention policy names no tier",
                    "Set tillback.tier.<name>.kept for at least one tier.");
        }
        kept = Map.copyOf(new EnumMap<>(kept));
    }

    Optional<Duration> keptOf(Tier tier) {
        return Optional.ofNullable(kept.get(tier));
    }
}
