package io.tillback.plan;

import io.tillback.plan.PlanDifference.RowsKnown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells what of a plan is not as it was in the one that it replaces. */
public final class PlanComparer {
    /** More than so many rows of a table are counted, not named. */
    private static final int ROWS_NAMED = 20;

    private final PlanWorkspace workspace;

    public PlanComparer(PlanWorkspace workspace) {
        this.workspace = workspace;
    }

    /** @param kept whether the rows of both are there to be compared */
    public PlanDifference compare(Plan before, Plan after, RowsKnown kept) {
        GapDifference gap = GapDifference.between(before.gap(), after.gap());
        if (kept == RowsKnown.NOT_COMPARED || !haveSameTables(before, after)) {
            return new PlanDifference(before.id(), gap, List.of(), RowsKnown.NOT_COMPARED);
        }
        List<RowDifferences> rows = new ArrayList<>();
        for (TablePlan table : after.tables()) {
            TablePlan then = before.findTable(table.table()).orElseThrow();
            RowDifferences differing = workspace.loadDifferences(before, then, after, table, ROWS_NAMED);
            if (differing.total() > 0) {
                rows.add(differing);
            }
        }
        return new PlanDifference(before.id(), gap, rows, RowsKnown.COMPARED);
    }

    private static boolean haveSameTables(Plan before, Plan after) {
        return before.tables().size() == after.tables().size()
                && after.tables().stream().allMatch(table -> isSame(before.findTable(table.table()), table));
    }

    private static boolean isSame(Optional<TablePlan> before, TablePlan after) {
        return before.filter(table -> table.columns().equals(after.columns())
                        && table.shape().columns().equals(after.shape().columns())
                        && table.key().equals(after.key()))
                .isPresent();
    }
}
