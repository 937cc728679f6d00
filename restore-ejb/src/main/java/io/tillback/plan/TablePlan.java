package io.tillback.plan;

import io.tillback.model.ColumnName;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import java.util.List;
import java.util.Objects;

/**
 * One table of a plan.
 *
 * @param shape the table as it was built when the plan was made, with the columns that identify its rows as its key
 * @param number position in the plan, from 1
 * @param columns the columns the plan compares and writes, in the table's order, key included
 * @param reason why the table is in the plan
 * @param rebuild the statements that create the table again; empty unless it is gone
 * @param owners whether each row is marked with its seller
 */
public record TablePlan(
        TableShape shape,
        int number,
        List<ColumnName> columns,
        RowCounts counts,
        Reason reason,
        Rebuild rebuild,
        Owners owners) {
    public enum Reason {
        REQUESTED,
        /** Its rows refer to rows of the plan, or the other way round. */
        FOLLOWED
    }

    public enum Owners {
        /** No path to a seller is configured. */
        UNKNOWN,
        MARKED
    }

    public TablePlan {
        columns = List.copyOf(columns);
        // Plans kept by an earlier version do not say.
        reason = Objects.requireNonNullElse(reason, Reason.REQUESTED);
        rebuild = Objects.requireNonNullElse(rebuild, Rebuild.NONE);
        owners = Objects.requireNonNullElse(owners, Owners.UNKNOWN);
    }

    /** A table that exists and was asked for. */
    public TablePlan(TableShape shape, int number, List<ColumnName> columns, RowCounts counts) {
        this(shape, number, columns, counts, Reason.REQUESTED, Rebuild.NONE, Owners.UNKNOWN);
    }

    public TablePlan withCounts(RowCounts other) {
        return new TablePlan(shape, number, columns, other, reason, rebuild, owners);
    }

    public TablePlan withOwners(Owners other) {
        return new TablePlan(shape, number, columns, counts, reason, rebuild, other);
    }

    public TableId table() {
        return shape.id();
    }

    public List<ColumnName> key() {
        return shape.key();
    }

    /** Whether the table is gone and is created again. */
    public boolean isRebuilt() {
        return !rebuild.first().isEmpty();
    }

    /**
     * How a table is created again, as SQL.
     *
     * @param first what rows need: the table, its partitions and sequences
     * @param last what comes after the rows: keys, checks, indexes, foreign keys, triggers, grants
     */
    public record Rebuild(List<String> first, List<String> last) {
        public static final Rebuild NONE = new Rebuild(List.of(), List.of());

        public Rebuild {
            first = List.copyOf(first);
            last = List.copyOf(last);
        }
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
