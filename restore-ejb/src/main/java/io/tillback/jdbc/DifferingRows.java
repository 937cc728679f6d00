package io.tillback.jdbc;

import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import io.tillback.plan.RowAction;
import io.tillback.plan.RowDifferences;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Rows with which one plan does otherwise than another. */
final class DifferingRows {
    private DifferingRows() {}

    /** @param query each row tells how many there are in all */
    static RowDifferences load(Session session, String query, TableId table, int limit) {
        AtomicLong total = new AtomicLong();
        List<RowDifferences.Row> rows = session.query(
                query,
                row -> {
                    total.set(row.getLong(4));
                    return new RowDifferences.Row(
                            new RowKey(List.of((String[]) row.getArray(1).getArray())),
                            Optional.ofNullable(row.getString(2)).map(RowAction::valueOf),
                            Optional.ofNullable(row.getString(3)).map(RowAction::valueOf));
                },
                limit);
        return new RowDifferences(table, rows, total.get());
    }
}
