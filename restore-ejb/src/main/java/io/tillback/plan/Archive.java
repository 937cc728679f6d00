package io.tillback.plan;

import io.tillback.model.SnapshotId;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotSummary;
import java.util.List;

/** Port: the snapshots that a plan may be made from. */
public interface Archive {
    /** Those that are finished and not purged. */
    List<SnapshotSummary> listFinished();

    /**
     * Reads a snapshot's manifest, and keeps the snapshot from being purged while the plan is made.
     *
     * @throws io.tillback.fault.RestoreException SNAPSHOT_PURGED, SNAPSHOT_DAMAGED
     */
    Manifest hold(SnapshotId id);
}
