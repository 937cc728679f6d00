package io.tillback.notice;

import io.tillback.model.ColumnName;
import io.tillback.model.TableId;
import java.util.List;

/**
 * What a restore wrote to one table.
 *
 * @param key the columns that name a row; none where rows cannot be named
 * @param rows those it wrote, in the order of their numbers: the first ones if they are many, none if they cannot be named
 * @param seenIn other relations that show the table's rows: views, partitions, the tables it inherits from
 */
public record WrittenTable(
        TableId table,
        long created,
        long changed,
        long removed,
        List<ColumnName> key,
        List<WrittenRow> rows,
        List<TableId> seenIn) {
    public WrittenTable {
        key = List.copyOf(key);
        rows = List.copyOf(rows);
        seenIn = List.copyOf(seenIn);
    }

    public long written() {
        return created + changed + removed;
    }

    /** Whether every row that was written is listed. */
    public boolean isComplete() {
        return !key.isEmpty() && rows.size() == written();
    }
}
