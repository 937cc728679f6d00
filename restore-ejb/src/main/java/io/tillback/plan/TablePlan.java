package io.tillback.plan;

import io.tillback.model.ColumnName;
import io.tillback.model.TableId;
import java.util.List;

/**
 * One table of a plan.
 *
 * @param number position in the plan, from 1
 * @param key the key's columns
 * @param columns the columns the plan compares and writes, in the table's order, key included
 */
public record TablePlan(TableId table, int number, List<ColumnName> key, List<ColumnName> columns, RowCounts counts) {
    public TablePlan {
        key = List.copyOf(key);
        columns = List.copyOf(columns);
    }

    /**
     * Every row in scope falls under exactly one of these.
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
