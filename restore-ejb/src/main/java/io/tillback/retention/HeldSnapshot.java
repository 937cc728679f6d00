package io.tillback.retention;

import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import java.time.Instant;

/**
 * A finished snapshot, as far as retention cares.
 *
 * @param takenAt the moment it shows, UTC
 */
public record HeldSnapshot(SnapshotId id, Tier tier, Instant takenAt, Health health, Use use) {
    /** What its last reading back said. */
    public enum Health {
        UNVERIFIED,
        SOUND,
        DAMAGED
    }

    /** Whether a running job reads it. */
    public enum Use {
        IDLE,
        IN_USE
    }
}
