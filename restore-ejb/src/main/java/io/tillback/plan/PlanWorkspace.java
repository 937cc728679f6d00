package io.tillback.plan;

import io.tillback.model.ChangesBy;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.Companion;
import io.tillback.model.ForeignKey;
import io.tillback.model.Part;
import io.tillback.model.PastState;
import io.tillback.model.PlanId;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RowScope;
import io.tillback.model.SellerRoute;
import io.tillback.model.TableShape;
import io.tillback.timeline.StagedTable.Unfit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Port: where plans are worked out, inside the store's database. Reads the store's tables, writes only Tillback's own. */
public interface PlanWorkspace {
    /** Opens one consistent view of the live tables, in which all tables of a plan are compared. */
    Comparison open(PlanId plan);

    /** A page of a plan's rows, or of those of some sellers. */
    PlanPage loadPage(PlanId plan, TablePlan table, Part part, long afterRow, int limit);

    /**
     * Whose rows some tables of a plan hold together, most rows to write first, at most {@code limit} sellers. Rows of a
     * table from which no path is configured count among those without a seller; where none is from any, nothing is said.
     */
    List<SellerRows> loadSellers(PlanId plan, List<TablePlan> tables, int limit);

    /**
     * What changes since a plan's target have in common, of some of its tables that the gap has changes of; most lost first.
     *
     * @param limit groups at most
     */
    List<ChangeGroup> loadChanges(PlanId plan, List<TablePlan> tables, ChangesBy common, int limit);

    /** The transaction of whose changes to some tables a plan brings most back; empty if it brings none back. */
    Optional<ChangeGroup> findWorst(PlanId plan, List<TablePlan> tables);

    /** What others have written over what a plan takes out, of one table. */
    ConflictPage loadConflicts(PlanId plan, TablePlan table, long after, int limit);

    /**
     * The rows with which a plan does otherwise than an earlier one, of a table that is built alike in both.
     *
     * @param limit how many are named; all are counted
     */
    RowDifferences loadDifferences(Plan before, TablePlan then, Plan after, TablePlan now, int limit);

    /** Drops a plan's rows. */
    void drop(PlanId plan);

    /** Whether a table has rows now. */
    enum Presence {
        LIVE,
        /** Dropped since the target: there is only its past. */
        GONE
    }

    /**
     * A table that a comparison works on.
     *
     * @param live as it is built now; as it was, if it is gone
     * @param columns compared and written
     * @param unfit given where the stage was converted, and its rows carry a mark
     */
    record Subject(int number, TableShape live, List<ColumnName> columns, Optional<Unfit> unfit, Presence presence) {
        public Subject {
            columns = List.copyOf(columns);
        }

        public static Subject of(TablePlan table) {
            return new Subject(
                    table.number(),
                    table.shape(),
                    table.columns(),
                    Optional.empty(),
                    table.isRebuilt() ? Presence.GONE : Presence.LIVE);
        }
    }

    /** Which changed rows are staged. */
    enum Changed {
        OF_THE_SCOPE,
        /** Rows out of scope too: foreign keys may lead to them. */
        OF_THE_WHOLE_TABLE
    }

    /** Nothing stays unless {@link #keep} is called. */
    interface Comparison extends AutoCloseable {
        /** The moment of the view, by the database's clock, UTC. */
        Instant seenAt();

        /** How often a table's key does not identify one row: keys that several rows have, and rows without one. */
        KeyFaults countKeyFaults(Subject subject);

        /**
         * Stages rows in a past state, as the journal tells; {@link #compareWithStage} then looks at changed rows
         * only. Wanted keys lie beside the stage already.
         *
         * <p>Where the state is one without some transactions, what others have written over what these did is laid out.
         *
         * @throws io.tillback.fault.RestoreException MOMENT_NOT_COVERED if the records contradict each other
         */
        void rebuild(Subject subject, Companion companion, PastState state, RowScope rows, Changed changed);

        /** Compares live rows with staged ones; how many rows fall under each action. */
        Map<RowAction, Long> compareWithStage(
                Subject subject, RowScope rows, RestorePolicy policy, ColumnScope columns);

        /** Rows in scope that are equal, and rows out of scope that differ. */
        EqualAndOutside countEqualAndOutside(Subject subject, RowScope rows);

        /**
         * Of the conflicts that are laid out, leaves those of planned rows and of rows in scope.
         *
         * @return how many rows have some
         */
        long keepConflicts(Subject subject, RowScope rows);

        /** As {@link #keepConflicts}, of a table from which only rows come to which foreign keys lead. */
        long keepPlannedConflicts(Subject subject);

        /** Compares live rows with what an applied plan wrote, and plans the reverse. */
        Map<RowAction, Long> compareWithApplied(Subject subject, Planner.Applied applied, TablePlan before);

        /** Rows of an applied plan that are back at their earlier state already. */
        long countEqualToApplied(Subject subject, Planner.Applied applied, TablePlan before);

        /** Marks each planned row with its seller. */
        void markSellers(Subject subject, SellerRoute route, List<Subject> planned);

        /**
         * Tells what becomes of each change recorded since a state, once the plan's rows are settled and marked.
         *
         * @param route to the sellers of rows that the plan leaves alone
         */
        ChangeCounts tellChanges(TablePlan table, Companion companion, PastState state, Optional<SellerRoute> route);

        /** Begins a plan for a table that takes rows only from {@link #addDependents} and {@link #addParents}. */
        void begin(Subject subject);

        /**
         * Adds staged rows that refer to rows the plan creates: those that are gone are created, those whose reference was
         * cut loose refer to them again.
         *
         * @return rows added
         */
        long addDependents(ForeignKey key, Subject from, Subject to);

        /**
         * Adds staged rows that the plan's rows refer to and that are gone.
         *
         * @return rows added
         */
        long addParents(ForeignKey key, Subject from, Subject to);

        /**
         * Leaves alone planned rows that refer to rows nobody would have.
         *
         * @return rows left alone
         */
        long skipOrphans(ForeignKey key, TableShape to, List<Subject> planned);

        /**
         * Nulls references to rows nobody would have, in these columns.
         *
         * @return rows changed
         */
        long cutOrphansLoose(ForeignKey key, TableShape to, List<Subject> planned, List<ColumnName> columns);

        /** How many rows fall under each action now. */
        Map<RowAction, Long> countActions(Subject subject);

        /**
         * Counts what a foreign key would say.
         *
         * @param from the referencing table now
         * @param to the referenced table now
         * @param planned the plan's tables
         */
        ForeignKeyEffect countEffect(ForeignKey key, TableShape from, TableShape to, List<Subject> planned);

        /** Depends on every planned row of a table and its seller, not on their order. */
        String digest(TablePlan table);

        void keep();

        @Override
        void close();
    }

    record EqualAndOutside(long equal, long outside) {}

    /** Rows of the past and of today that share their key with others, or have none. */
    record KeyFaults(long staged, long live) {
        public long total() {
            return staged + live;
        }
    }
}
