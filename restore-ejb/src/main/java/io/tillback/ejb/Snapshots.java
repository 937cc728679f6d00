package io.tillback.ejb;

import io.tillback.model.IdempotencyKey;
import io.tillback.model.Job;
import io.tillback.model.RowKey;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.snapshot.Sighting;
import io.tillback.snapshot.SnapshotSummary;
import io.tillback.snapshot.SnapshotTable;
import jakarta.ejb.Local;
import java.util.List;

/** What an operator or scheduler does with snapshots. Unknown names fail with SNAPSHOT_UNKNOWN. */
@Local
public interface Snapshots {
    /** Newest first. */
    List<SnapshotSummary> list();

    SnapshotSummary load(SnapshotId id);

    /** The tables a finished snapshot holds, by name; reads the manifest. */
    List<SnapshotTable> loadTables(SnapshotId id);

    /** Which finished snapshots hold a row's key, newest first; reads indexes, never a data object. */
    List<Sighting> findKey(TableId table, RowKey key);

    /** Begins a snapshot; the job's result is its name. */
    Job take(Tier tier, IdempotencyKey key);

    /** Begins to read a snapshot back: every digest, every row count. */
    Job verify(SnapshotId id, IdempotencyKey key);
}
