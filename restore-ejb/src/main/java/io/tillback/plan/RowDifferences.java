package io.tillback.plan;

import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import java.util.List;
import java.util.Optional;

/**
 * The rows of one table with which a plan does otherwise than another, or which hold other values than then.
 *
 * @param rows the first of them, in the order of the later plan, then those that only the earlier one has
 * @param total how many there are
 */
public record RowDifferences(TableId table, List<Row> rows, long total) {
    public RowDifferences {
        rows = List.copyOf(rows);
    }

    /**
     * @param before what the earlier plan does with it; empty if it has no such row
     * @param after what the later plan does; both may be the same, and values differ
     */
    public record Row(RowKey key, Optional<RowAction> before, Optional<RowAction> after) {}
}
