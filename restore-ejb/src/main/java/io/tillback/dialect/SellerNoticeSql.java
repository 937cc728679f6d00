package io.tillback.dialect;

import io.tillback.dialect.PlanSql.Table;
import io.tillback.model.ColumnName;
import io.tillback.model.TableId;
import java.util.List;

/**
 * Tells each seller what a restore did to rows of theirs. A row that was given to another seller since the target is
 * both's: it comes back to the one and goes from the other, and each sees the row as it was while it was theirs.
 */
public interface SellerNoticeSql {
    /** Whether a plan's changes of a table are counted by seller. */
    enum Changes {
        TOLD,
        UNKNOWN
    }

    /** @param table whose rows are marked with their sellers, as the part that is applied */
    record Told(Table table, Changes changes) {}

    /** One row: whether a plan's marks know who holds a row. Those of an earlier version do not. Parameters: plan, number. */
    String hasHolders();

    /**
     * Writes a notice for each seller of whose rows some are written, with a line for each table that holds rows of theirs;
     * parameters: restore, target (timestamptz).
     */
    String record(List<Told> tables);

    /**
     * Rows of one seller alone: number, action, key, values before, values after, whether they differ, as arrays; parameters:
     * seller, after, limit.
     */
    String page(Table table);

    /** Rows, at most one: the column that is the table's whole primary key; parameters: schema, name. */
    String keyOf();

    /**
     * Notes for notices that have none yet the address that the column holds in their seller's row; null where there is none
     * that mail can be sent to. Parameter: how old they may be, in seconds.
     */
    String address(TableId table, ColumnName key, ColumnName column);

    /** Rows, at most two: the key of a row whose column is the text; parameter: the text. */
    String findByColumn(TableId table, ColumnName key, ColumnName column);
}
