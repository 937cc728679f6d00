package io.tillback.retention;

import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import java.time.Instant;
import java.util.Optional;

/**
 * A finished snapshot, as far as retention cares.
 *
 * @param takenAt the moment it shows, UTC
 * @param base the full snapshot that it is built on; empty for a full one
 */
public record HeldSnapshot(
        SnapshotId id, Tier tier, Instant takenAt, Health health, Use use, Optional<SnapshotId> base) {
    /** A full one. */
    public HeldSnapshot(SnapshotId id, Tier tier, Instant takenAt, Health health, Use use) {
        this(id, tier, takenAt, health, use, Optional.empty());
    }

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
