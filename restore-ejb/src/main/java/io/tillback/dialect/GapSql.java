package io.tillback.dialect;

import io.tillback.dialect.PlanSql.Table;
import io.tillback.model.ChangesBy;
import io.tillback.model.Companion;
import io.tillback.model.PastState;
import io.tillback.model.RowScope;
import io.tillback.model.SellerRoute;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Tells what a plan makes of each change that was recorded since its target. */
public interface GapSql {
    /**
     * Statements that lay out, beside a plan's rows, how many changes of whom are brought back, lost and kept.
     *
     * @param compared the last of the rows that were compared, where foreign keys have led to others after it: those that are
     *     changed take back what they referred to before the database cut them loose, and all else in them stays
     */
    List<String> tellChanges(
            Table table, Companion companion, PastState state, Optional<SellerRoute> route, OptionalLong compared);

    /**
     * One row: all changes since the state, counted by themselves; those brought back, lost, kept; transactions that made
     * what is taken back; a text that depends on all that was laid out.
     */
    String countChanges(Table table, Companion companion, PastState state);

    /**
     * Rows, most lost first, over some tables: what the changes have in common (null for nothing), those brought back,
     * lost, kept; parameter: limit.
     */
    String groupChanges(List<Table> tables, ChangesBy common);

    /** One row at most, as of {@link #groupChanges}: the transaction of which most is brought back, over some tables. */
    String worstTransaction(List<Table> tables);

    /** One row: whether conflicts are laid out beside a table's plan. Parameters: plan, number. */
    String hasConflicts();

    /** Of the conflicts that are laid out, removes those of rows that are neither planned nor in scope. */
    Bound dropConflictsOutside(Table table, RowScope rows);

    /** Of the conflicts that are laid out, removes those of rows that are not planned. */
    String dropUnplannedConflicts(Table table);

    /** One row: how many rows have conflicts. */
    String countContested(Table table);

    /**
     * Rows, in the order of keys: number, key (array of texts), column, what it was before the first of the transactions that
     * are taken out, what the last of them wrote, what is there now; parameters: after, limit.
     */
    String pageOfConflicts(Table table);
}
