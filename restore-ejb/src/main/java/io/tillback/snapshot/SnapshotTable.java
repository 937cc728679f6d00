package io.tillback.snapshot;

import io.tillback.model.TableShape;
import java.util.Optional;

/**
 * One table of a snapshot: its shape then, its rows, its stored bytes.
 *
 * @param whyWhole why an incremental snapshot holds all its rows
 */
public record SnapshotTable(TableShape shape, Holds holds, long rows, long bytes, Optional<String> whyWhole) {
    /** Which rows. */
    public enum Holds {
        ALL_ROWS,
        /** Those that changed since the snapshot that it is built on. */
        CHANGED_ROWS
    }

    public static SnapshotTable of(Manifest.Table table) {
        return new SnapshotTable(
                table.shape(),
                table.changes().isPresent() ? Holds.CHANGED_ROWS : Holds.ALL_ROWS,
                table.rows(),
                table.bytes(),
                table.whyWhole());
    }
}
