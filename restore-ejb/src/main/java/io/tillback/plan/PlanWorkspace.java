package io.tillback.plan;

import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.ForeignKey;
import io.tillback.model.PlanId;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RowScope;
import io.tillback.model.TableShape;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Port: where plans are worked out, inside the store's database. Reads the store's tables, writes only Tillback's own. */
public interface PlanWorkspace {
    /** Opens one consistent view of the live tables, in which all tables of a plan are compared. */
    Comparison open(PlanId plan);

    /** A page of a plan's rows. */
    PlanPage loadPage(PlanId plan, TablePlan table, long afterRow, int limit);

    /** Drops a plan's rows. */
    void drop(PlanId plan);

    /** A table that a comparison works on. */
    record Subject(int number, TableShape live, List<ColumnName> columns) {
        public Subject {
            columns = List.copyOf(columns);
        }
    }

    /** Nothing stays unless {@link #keep} is called. */
    interface Comparison extends AutoCloseable {
        /** The moment of the view, by the database's clock, UTC. */
        Instant seenAt();

        /** Compares live rows with staged ones; how many rows fall under each action. */
        Map<RowAction, Long> compareWithStage(
                Subject subject, RowScope rows, RestorePolicy policy, ColumnScope columns);

        /** Rows in scope that are equal, and rows out of scope that differ. */
        EqualAndOutside countEqualAndOutside(Subject subject, RowScope rows);

        /** Compares live rows with what an applied plan wrote, and plans the reverse. */
        Map<RowAction, Long> compareWithApplied(Subject subject, PlanId applied, int appliedNumber);

        /** Rows of an applied plan that are back at their earlier state already. */
        long countEqualToApplied(Subject subject, PlanId applied, int appliedNumber);

        /**
         * Counts what a foreign key would say.
         *
         * @param from the referencing table now
         * @param to the referenced table now
         * @param planned the plan's tables
         */
        ForeignKeyEffect countEffect(ForeignKey key, TableShape from, TableShape to, List<Subject> planned);

        /** Depends on every planned row of a table, not on their order. */
        String digest(Subject subject);

        void keep();

        @Override
        void close();
    }

    record EqualAndOutside(long equal, long outside) {}
}
