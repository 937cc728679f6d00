package io.tillback.ejb;

import io.tillback.model.IdempotencyKey;
import io.tillback.model.Job;
import io.tillback.model.SnapshotId;
import io.tillback.retention.Purge;
import io.tillback.retention.RetentionPreview;
import jakarta.ejb.Local;
import java.util.List;

/** What is kept, and what goes. */
@Local
public interface Purges {
    /** Every finished snapshot in the bucket with what becomes of it; writes nothing. */
    RetentionPreview preview();

    /** The same from the catalog alone: quick, for pages that are looked at often. Only finished snapshots. */
    RetentionPreview outlook();

    /** Begins to purge what the policy says now. */
    Job purge(IdempotencyKey key);

    /**
     * Begins to purge exactly what was previewed.
     *
     * @throws io.tillback.fault.RestoreException RETENTION_CHANGED if that is not what the policy says now
     */
    Job purgeAsPreviewed(String fingerprint, IdempotencyKey key);

    /**
     * Begins to purge one snapshot by hand.
     *
     * @throws io.tillback.fault.RestoreException SNAPSHOT_KEPT if it is the store's newest verified one or
     *     another one is built on it, SNAPSHOT_IN_USE,
     *     SNAPSHOT_UNKNOWN, SNAPSHOT_UNFINISHED, SNAPSHOT_PURGED
     */
    Job purgeByHand(SnapshotId id, IdempotencyKey key);

    /** What was purged, when, by whom and why; newest first, at most 200. */
    List<Purge> list();
}
