package io.tillback.web.faces;

import io.tillback.model.StoreSchema;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.snapshot.SnapshotTable;
import java.util.ArrayList;
import java.util.List;

/**
 * A table that can be chosen on the form.
 *
 * @param shape as it is built now, or as the snapshot describes it if it is gone
 * @param rows that the snapshot holds of it
 */
public record OfferedTable(TableShape shape, Presence presence, long rows) {
    /** On which of the two sides there is a table of this name. */
    public enum Presence {
        BOTH,
        /** It was dropped, or renamed. */
        THEN,
        /** It was made since, or renamed. */
        NOW
    }

    /** Those of the snapshot, then those that the store has besides. */
    static List<OfferedTable> of(List<SnapshotTable> then, StoreSchema now) {
        List<OfferedTable> offered = new ArrayList<>();
        for (SnapshotTable table : then) {
            TableId id = table.shape().id();
            offered.add(now.findTable(id)
                    .map(live -> new OfferedTable(live, Presence.BOTH, table.rows()))
                    .orElseGet(() -> new OfferedTable(table.shape(), Presence.THEN, table.rows())));
        }
        now.tables().stream()
                .filter(live ->
                        then.stream().noneMatch(table -> table.shape().id().equals(live.id())))
                .forEach(live -> offered.add(new OfferedTable(live, Presence.NOW, 0)));
        return offered;
    }

    /** Unlike the name that people read, tells apart tables whose names hold dots. */
    static String key(TableId table) {
        return table.schema().length() + "." + table;
    }
}
