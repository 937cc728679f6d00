package io.tillback.plan;

import io.tillback.model.ColumnName;
import io.tillback.model.RowKey;
import java.util.List;
import java.util.Optional;

/**
 * A page of a plan's rows, for a person to look at.
 *
 * @param rows in the order of their numbers: those to be written first, then those kept
 * @param total rows of this table that differ and are in scope; of some sellers, where only these were asked for
 */
public record PlanPage(List<Row> rows, long total) {
    public PlanPage {
        rows = List.copyOf(rows);
    }

    /**
     * @param number position within the table's plan, from 1
     * @param cells one for each of the plan's columns, in their order
     */
    public record Row(long number, RowAction action, RowKey key, List<Cell> cells) {
        public Row {
            cells = List.copyOf(cells);
        }
    }

    /**
     * One value before and after, as the database prints it; long values are cut to 200 characters and end with an ellipsis.
     *
     * @param live empty for NULL and for a row that does not exist now
     * @param target empty for NULL and for a row that the plan removes
     * @param differs compared by the database on the whole value, not on these texts
     */
    public record Cell(ColumnName column, Optional<String> live, Optional<String> target, boolean differs) {}
}
