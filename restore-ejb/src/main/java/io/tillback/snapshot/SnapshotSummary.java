package io.tillback.snapshot;

import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import java.time.Instant;
import java.util.Optional;

/**
 * A snapshot as the catalog knows it.
 *
 * @param startedAt when the work began, UTC
 * @param takenAt the moment it shows; empty until that moment is recorded
 * @param bytes stored, compressed
 * @param verification the last reading back, if any
 * @param base the full snapshot that it is built on; empty for a full one
 */
public record SnapshotSummary(
        SnapshotId id,
        Tier tier,
        State state,
        Instant startedAt,
        Optional<Instant> takenAt,
        int tables,
        long rows,
        long bytes,
        Optional<Verification> verification,
        Optional<SnapshotId> base) {
    public enum State {
        TAKING,
        COMPLETE,
        FAILED,
        /** Its manifest goes first, so nothing reads it any more. */
        PURGING,
        PURGED
    }

    /** @param problems 0 when every digest and every row count held */
    public record Verification(Instant at, int problems) {}
}
