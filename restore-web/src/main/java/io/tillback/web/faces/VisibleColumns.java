package io.tillback.web.faces;

import io.tillback.model.ColumnName;
import io.tillback.plan.PlanPage;
import io.tillback.plan.TablePlan;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which columns of a plan a page of its rows shows, the key first. */
final class VisibleColumns {
    /** Rows that exist on one side only differ everywhere: so many columns tell them apart. */
    private static final int ENOUGH_FOR_WHOLE_ROWS = 6;

    private VisibleColumns() {}

    static List<ColumnName> all(TablePlan table) {
        return Stream.concat(table.key().stream(), table.columns().stream())
                .distinct()
                .toList();
    }

    static List<ColumnName> differing(TablePlan table, List<PlanPage.Row> rows) {
        Set<ColumnName> wanted = new LinkedHashSet<>(table.key());
        rows.stream()
                .filter(row -> isOnBothSides(table, row))
                .flatMap(row -> row.cells().stream())
                .filter(PlanPage.Cell::differs)
                .forEach(cell -> wanted.add(cell.column()));
        if (!rows.stream().allMatch(row -> isOnBothSides(table, row))) {
            wanted.addAll(all(table).stream()
                    .filter(column -> !wanted.contains(column))
                    .limit(Math.max(0, ENOUGH_FOR_WHOLE_ROWS - wanted.size()))
                    .toList());
        }
        return all(table).stream().filter(wanted::contains).toList();
    }

    private static boolean isOnBothSides(TablePlan table, PlanPage.Row row) {
        return row.cells().stream()
                .filter(cell -> table.key().contains(cell.column()))
                .allMatch(cell -> cell.live().isPresent() && cell.target().isPresent());
    }
}
