package io.tillback.snapshot;

import io.tillback.model.Companion;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import java.util.Map;

/**
 * Whether two snapshots of a table and what the change journal says of the time between them fit together: the rows of the
 * earlier one, less those that left since, plus those that came, are the rows of the later one.
 *
 * @param base the earlier snapshot
 * @param left rows of the base that changed or went, as they were then
 * @param entered the same rows as they are in this snapshot, and new ones
 * @see <a href="docs/JOURNAL.md#the-seam">JOURNAL.md, the seam</a>
 */
public record Seam(SnapshotId base, long left, long entered, Fit fit) {
    public enum Fit {
        CLOSED,
        /** The journal has not recorded something, or lost it. */
        OPEN
    }

    /**
     * What a new snapshot is compared with.
     *
     * @param manifest of an earlier full snapshot
     * @param recorded companions of the tables all of whose changes since are said to be recorded
     */
    public record Base(Manifest manifest, Map<TableId, Companion> recorded) {
        public Base {
            recorded = Map.copyOf(recorded);
        }
    }
}
