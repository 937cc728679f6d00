package io.tillback.notice;

import io.tillback.model.ColumnName;
import io.tillback.model.ColumnNames;
import io.tillback.model.SellerRoute;
import io.tillback.model.TableId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Port: raises alerts about what was recorded since the last look, whichever server took that. */
public interface ChangeWatch {
    /**
     * Raises an alert for each table of which a committed transaction changed too many rows, for each value that is not known
     * of a watched column, for each column that a transaction, or a run of them, left constant across sellers, and for the first
     * that deletes rows of a table, truncates it or changes its keys; not for restores. Each transaction is looked at once, when its commit is seen,
     * however late that is; what is recorded already at the first look is not told. Where very much was recorded, new
     * values in rows as they stand may be told by later looks. Of several servers that look at once one does.
     *
     * @throws io.tillback.fault.RestoreException LOCK_NOT_AVAILABLE if a table is locked: all of it is looked at next time;
     *     others if values of a table cannot be read: all else was looked at, and that table is learned anew
     */
    void look(Limits limits, Values values, Sellers sellers);

    /**
     * Notes how far everything is recorded. A look goes back to where that was noted last before any transaction began that
     * went on at the last look: some seconds before each look, this keeps it from reading most of the records twice.
     */
    void measure();

    /**
     * Learns which columns have few values, and which: of tables whose recording began since the last time, some at once. What
     * a column came to have while nothing was recorded is learned here, and not told.
     */
    void learn(Values values);

    /**
     * @param rows that a transaction may change, delete or insert of one table
     * @param sharePercent of a table's rows that it may change or delete
     */
    record Limits(int rows, int sharePercent) {
        /** So few are never too large a share of a table. */
        public static final int FEW = 200;
    }

    /**
     * Which values are told.
     *
     * @param most values that a column has whose new ones are told
     * @param learning for how long a column has to have shown no new value before one is told
     */
    record Values(int most, Duration learning, Constant constant, Columns columns) {}

    /**
     * When a column has turned constant.
     *
     * @param rows that a transaction, or a run of them, left with the same value, at least
     * @param sellers whose rows these are, at least
     */
    record Constant(int rows, int sellers) {}

    /**
     * The columns that are watched.
     *
     * @param only all if empty
     * @param without not these, even if among the others
     */
    record Columns(List<ColumnNames> only, List<ColumnNames> without) {
        public Columns {
            only = List.copyOf(only);
            without = List.copyOf(without);
        }

        public boolean have(TableId table, ColumnName column) {
            return (only.isEmpty() || only.stream().anyMatch(names -> names.match(table, column)))
                    && without.stream().noneMatch(names -> names.match(table, column));
        }
    }

    /** Finds the way from a table's rows to their sellers, as the tables are built now. */
    @FunctionalInterface
    interface Sellers {
        Optional<SellerRoute> find(TableId table);
    }
}
