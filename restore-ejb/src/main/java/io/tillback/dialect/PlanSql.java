package io.tillback.dialect;

import io.tillback.model.ColumnName;
import io.tillback.model.ForeignKey;
import io.tillback.model.Part;
import io.tillback.model.PlanId;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RowScope;
import io.tillback.model.SellerRoute;
import io.tillback.model.TableShape;
import java.util.List;
import java.util.Optional;

/** Works a plan out, in the database: what is there now against what was there then. */
public interface PlanSql {
    /**
     * What one table's plan is made from.
     *
     * @param number position in the plan, from 1
     * @param live the table as it is built now
     * @param columns compared and written, key included, in the table's order
     * @param stage whether its rows carry a mark
     * @param presence whether there is a live table beside it
     * @param owners whether its rows are marked with their sellers
     * @param part which of the plan's rows a statement looks at
     */
    record Table(
            PlanId plan,
            int number,
            TableShape live,
            List<ColumnName> columns,
            Stage stage,
            Presence presence,
            Owners owners,
            Part part) {
        public Table {
            columns = List.copyOf(columns);
        }

        public Table(PlanId plan, int number, TableShape live, List<ColumnName> columns) {
            this(plan, number, live, columns, Stage.PLAIN, Presence.LIVE, Owners.UNKNOWN, new Part.Whole());
        }
    }

    /** How the past was laid out. */
    enum Stage {
        PLAIN,
        /** Converted: each row carries a mark that is null if all its values fit today's types. */
        MARKED,
        /** Of the changed rows only, whose keys lie beside it; every other row is as it was. */
        CHANGED
    }

    enum Owners {
        UNKNOWN,
        MARKED
    }

    enum Presence {
        LIVE,
        /** Dropped since: it has no live rows. */
        GONE
    }

    /** Whether a table's plan may create and remove rows, or only change them. */
    enum Width {
        WHOLE_ROWS,
        SOME_COLUMNS
    }

    /** Creates the row type and the table that hold one table's plan. */
    List<String> createPlan(Table table);

    /** One row: staged keys that several rows have plus staged rows without one, the same of the live table. */
    String countKeyFaults(Table table);

    /** Adds staged rows that refer to rows the plan creates and vanished, or were cut loose, with them. */
    String addDependents(ForeignKey key, Table from, Table to);

    /**
     * Of rows that have taken one reference back, because the database had cut it loose, gives back another which refers to a
     * row that the plan creates too.
     *
     * @param compared the last of the rows that were compared: those after it were followed to
     */
    String addReferences(ForeignKey key, Table from, Table to, long compared);

    /** Adds staged rows that the plan's rows refer to and that are gone: statements. */
    List<String> addParents(ForeignKey key, Table from, Table to);

    /** Leaves alone planned rows whose parents would not exist. */
    String skipOrphans(ForeignKey key, Table from, TableShape toLive, Optional<Table> to);

    /** Nulls these columns in planned rows whose parents would not exist. */
    String cutOrphansLoose(ForeignKey key, Table from, TableShape toLive, Optional<Table> to, List<ColumnName> columns);

    /** Runs when a plan was filled: makes its pages quick to find, and gives the optimizer its figures. */
    List<String> indexPlan(Table table);

    /** Fills a plan with every row in scope that differs from its stage. */
    Bound fillFromStage(Table table, RowScope rows, RestorePolicy policy, Width width);

    /** One row: rows in scope that are equal, rows out of scope that differ. */
    Bound countEqualAndOutside(Table table, RowScope rows);

    /** Fills a plan with the reverse of an applied one, keeping rows that somebody changed since. */
    String fillFromPlan(Table table, Table applied);

    /** Runs after {@link #fillFromPlan} where the table has no key. */
    String renumber(Table table);

    /** One row: how many rows of an applied plan are back at their earlier state already. */
    String countEqualToPlan(Table table, Table applied);

    /** Statements that mark each row of a plan with its seller, found by way of live rows and of rows the plan creates. */
    List<String> markSellers(Table table, SellerRoute route, List<Table> planned);

    /**
     * Rows, most to write first: seller (null where there is none), rows to write, rows that stay, over all the tables;
     * parameter: limit.
     */
    String countSellers(List<Table> tables);

    /** One row: a number that depends on every row's seller. */
    String digestSellers(Table table);

    /** Rows: action, count. */
    String countActions(Table table);

    /** One row: a number that depends on every row of the plan and not on their order. */
    String digest(Table table);

    /** One row: live rows that refer to rows the plan removes. {@code from} is empty when that table is not in the plan. */
    String countDanglingDependents(ForeignKey key, TableShape fromLive, Optional<Table> from, Table to);

    /** One row: planned rows whose parents would not exist. {@code to} is empty when that table is not in the plan. */
    String countMissingParents(ForeignKey key, Table from, TableShape toLive, Optional<Table> to);

    /** Rows: number, action, key, live values, target values, whether they differ, as arrays; parameters: after, limit. */
    String page(Table table);

    /** One row: how many rows {@link #page} has over all pages. */
    String countRows(Table table);

    /**
     * Rows of two plans of one table that are in one of them only, or differ in action or values: key as an array, action
     * before and after (null where there is none), how many there are; parameter: limit.
     */
    String differing(Table before, Table after);

    /** The database's clock, UTC. */
    String now();

    /** Statements that drop a plan's rows, as rows of one text column; one parameter: the plan. */
    String dropsOf();
}
