package io.tillback.plan;

import io.tillback.model.ColumnName;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import java.util.List;

/**
 * One table of a plan.
 *
 * @param shape the table as it was built when the plan was made
 * @param number position in the plan, from 1
 * @param columns the columns the plan compares and writes, in the table's order, key included
 */
public record TablePlan(TableShape shape, int number, List<ColumnName> columns, RowCounts counts) {
    public TablePlan {
        columns = List.copyOf(columns);
    }

    public TableId table() {
        return shape.id();
    }

    public List<ColumnName> key() {
        return shape.key();
    }

    /**
     * Every row in scope falls under exactly one of the first five.
     *
     * @param create exists at the target only, and comes back
     * @param change exists on both sides with other values, and is set back
     * @param remove exists now only, and goes
     * @param leaveEqual is the same on both sides
     * @param leaveDifferent differs and stays as it is, because the policy or an edit made since says so
     * @param outside differs too, but the plan's row scope leaves it out
     */
    public record RowCounts(long create, long change, long remove, long leaveEqual, long leaveDifferent, long outside) {
        public long toWrite() {
            return create + change + remove;
        }
    }
}
