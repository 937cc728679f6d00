package io.tillback.journal;

import io.tillback.model.ColumnName;
import io.tillback.model.TableId;
import java.util.List;
import java.util.Optional;

/**
 * What some transactions have changed in a table while it was built in one way, each row counted once.
 *
 * @param entered rows that came, or took another key
 * @param changed rows that were there before and after
 * @param gone rows that went, or took another key
 * @param columns those in which rows changed, in the table's order
 */
public record TableDigest(TableId table, long entered, long changed, long gone, List<ChangedColumn> columns) {
    public TableDigest {
        columns = List.copyOf(columns);
    }

    /**
     * A column in which rows changed.
     *
     * @param rows how many
     * @param pairs the most frequent first
     */
    public record ChangedColumn(ColumnName column, long rows, List<Pair> pairs) {
        public ChangedColumn {
            pairs = List.copyOf(pairs);
        }
    }

    /**
     * Values of a column, as the database prints them, cut after 200 letters with an ellipsis; empty for NULL.
     *
     * @param rows how many changed from the one to the other
     */
    public record Pair(Optional<String> before, Optional<String> after, long rows) {}
}
