package io.tillback.notice;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.RestoreId;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import io.tillback.notice.NewestRestore.Basis;
import io.tillback.notice.RestoredRows.TableRestore;
import io.tillback.plan.Planner.Applied;
import io.tillback.plan.TablePlan;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Tells which rows a restore wrote, and which restore wrote a row last. Where the latter is not known it names one that may
 * have: a copy is rather read again than believed.
 */
public final class RestoredTables {
    /** Rows on a page, at most. */
    public static final int LONGEST_PAGE = 10_000;

    private static final int LOOKED_AT = 100;

    private final RestoredRows rows;
    private final Function<RestoreId, Optional<Applied>> kept;

    /** @param kept what a restore applied, if it was committed and its plan's rows are still there */
    public RestoredTables(RestoredRows rows, Function<RestoreId, Optional<Applied>> kept) {
        this.rows = rows;
        this.kept = kept;
    }

    /**
     * @param after the number of the last row already seen, 0 for the first page
     * @throws RestoreException REQUEST_INVALID, PLAN_NOT_READY, TABLE_UNKNOWN, TABLE_HAS_NO_KEY
     */
    public List<WrittenRow> loadPage(RestoreId restore, TableId table, long after, int limit) {
        if (limit < 1 || limit > LONGEST_PAGE) {
            throw new RestoreException(
                    ErrorCode.REQUEST_INVALID,
                    "Cannot read " + limit + " rows at once: a page has 1 to " + LONGEST_PAGE,
                    "Ask for fewer rows and go on from the last number.");
        }
        Applied applied = kept.apply(restore)
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.PLAN_NOT_READY,
                        "Cannot read what restore " + restore
                                + " wrote: it is not committed, or its plan's rows have been" + " dropped",
                        "Take every row of its tables for written."));
        TablePlan planned = applied.plan()
                .findTable(table)
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.TABLE_UNKNOWN,
                        "Cannot read rows of " + table + ": restore " + restore + " does not write it",
                        "Choose one of the tables that its proof names."));
        if (planned.key().isEmpty()) {
            throw new RestoreException(
                    ErrorCode.TABLE_HAS_NO_KEY,
                    "Cannot name rows of " + table + ": it has no key",
                    "Take every row of the table for written.");
        }
        return rows.loadPage(applied, planned, after, limit);
    }

    /** Of any row of the table. */
    public NewestRestore findNewest(TableId table) {
        return new NewestRestore(rows.findNewest(table, 1).stream().findFirst(), Basis.TABLE);
    }

    /**
     * Of one row.
     *
     * @param key one value for each column by which the plans name a row, in their order
     * @throws RestoreException KEY_INVALID
     */
    public NewestRestore findNewest(TableId table, RowKey key) {
        int looked = 0;
        for (TableRestore restore : rows.findNewest(table, LOOKED_AT + 1)) {
            looked++;
            Optional<Applied> applied = kept.apply(restore.restore());
            Optional<TablePlan> planned = applied.flatMap(some -> exactly(some, table));
            if (applied.isEmpty() || planned.isEmpty() || looked > LOOKED_AT) {
                return new NewestRestore(Optional.of(restore), Basis.TABLE);
            }
            if (rows.hasWritten(applied.get(), planned.get(), key)) {
                return new NewestRestore(Optional.of(restore), Basis.ROW);
            }
        }
        return new NewestRestore(Optional.empty(), Basis.ROW);
    }

    /** A plan names the rows it wrote by their key, if they have one, and not those that the store's triggers wrote. */
    private static Optional<TablePlan> exactly(Applied applied, TableId table) {
        return applied.plan()
                .findTable(table)
                .filter(planned -> !planned.key().isEmpty())
                .filter(planned -> applied.plan().request().policy().triggers() == StoreTriggers.SUPPRESS);
    }
}
