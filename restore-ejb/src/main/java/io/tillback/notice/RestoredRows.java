package io.tillback.notice;

import io.tillback.model.RestoreId;
import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import io.tillback.plan.Planner.Applied;
import io.tillback.plan.TablePlan;
import java.time.Instant;
import java.util.List;

/** Port: what committed restores wrote, by their plans' rows, and by table where these are dropped. */
public interface RestoredRows {
    /**
     * Rows of a table that an applied plan wrote, in the order of their numbers.
     *
     * @param after the number of the last row already seen, 0 for the first page
     */
    List<WrittenRow> loadPage(Applied applied, TablePlan table, long after, int limit);

    /**
     * Whether an applied plan wrote a row.
     *
     * @throws io.tillback.fault.RestoreException KEY_INVALID if the key is not of the table's types or width
     */
    boolean hasWritten(Applied applied, TablePlan table, RowKey key);

    /** The committed restores that wrote to a table, or to one whose rows it shows; newest first. */
    List<TableRestore> findNewest(TableId table, int limit);

    /**
     * @param committedBy not before its commit, and shortly after it at most: whoever has read the table since has not read
     *     what was there before the restore
     * @param transaction the database's number of the transaction that wrote
     */
    record TableRestore(RestoreId restore, Instant committedBy, String transaction) {}
}
