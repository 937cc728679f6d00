package io.tillback.plan;

import io.tillback.model.PlanId;
import java.util.List;

/**
 * All that somebody must look at again who has accepted the plan that another one replaces.
 *
 * @param replaces the earlier plan
 * @param rows one entry for each table with such rows; none if they could not be compared
 * @param rowsKnown whether the rows of both plans could be compared
 */
public record PlanDifference(PlanId replaces, GapDifference gap, List<RowDifferences> rows, RowsKnown rowsKnown) {
    /** Whether rows could be compared. */
    public enum RowsKnown {
        COMPARED,
        /** The earlier plan's rows have been dropped, or a table was altered between the two. */
        NOT_COMPARED
    }

    public PlanDifference {
        rows = List.copyOf(rows);
    }

    /** Whether there is nothing new to look at. */
    public boolean isNone() {
        return gap.isNone() && rows.isEmpty() && rowsKnown == RowsKnown.COMPARED;
    }
}
