package io.tillback.apply;

import io.tillback.model.ForeignKey;
import io.tillback.model.Part;
import io.tillback.model.PlanId;
import io.tillback.model.RestoreId;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.TableShape;
import io.tillback.plan.ForeignKeyEffect;
import io.tillback.plan.Plan;
import io.tillback.plan.TablePlan;
import io.tillback.plan.TablePlan.RowCounts;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Port: the one transaction in which a restore happens, in the store's database. */
public interface RestoreTransactions {
    /** Begins the transaction and claims restore and plan in it, so that no row of the plan is ever applied twice. */
    Work begin(RestoreId restore, PlanId plan, Part part);

    /**
     * What to begin with again when the store held a lock for too long; this waits a moment first.
     *
     * @return empty when enough was waited
     */
    default Optional<RestoreTransactions> again() {
        return Optional.empty();
    }

    /**
     * What became of a restore whose end nobody saw. Waits for its transaction to end, if it still runs.
     *
     * @throws io.tillback.fault.RestoreException DATABASE_UNAVAILABLE, LOCK_NOT_AVAILABLE: ask again later
     */
    Restore.Outcome lookUp(RestoreId restore);

    /** What to do where unique values change places among the rows that are set back. */
    enum Collisions {
        /** Nothing: each row is updated where it is. */
        REFUSE,
        /** Take the rows out and put them in again. */
        REPLACE
    }

    enum RowsLeft {
        NONE,
        SOME
    }

    /** Everything between begin and commit; closing it without {@link #commit} rolls back. */
    interface Work extends AutoCloseable {
        /** The database's number of this transaction. */
        String transaction();

        /** What the database role lacks for writing the plan's rows of a table; empty if it may. */
        List<MissingRight> findMissingRights(TablePlan table, StoreTriggers triggers);

        /** How many rows of a table the part has. */
        RowCounts countPart(TablePlan table);

        /** How many rows of a table are left to write after this part and those before it. */
        long countLeft(TablePlan table);

        /** Locks the rows that the plan changes or removes. */
        void lock(TablePlan table);

        /** Planned rows that are not as the plan saw them, in the order of their numbers. */
        List<MovedRow> findMoved(TablePlan table, int limit);

        /** Counts what a foreign key would say now, as {@code PlanWorkspace.Comparison} did for the preview. */
        ForeignKeyEffect countEffect(ForeignKey key, TableShape from, TableShape to, List<TablePlan> planned);

        /** Runs statements that create a table again; they were part of the preview. */
        void run(List<String> statements);

        /** Silences the store's own triggers on these tables until the end of the transaction. */
        void silenceStoreTriggers(List<TablePlan> tables);

        /** Runs steps; if a constraint refuses them, takes them back and returns false. */
        boolean attempt(Runnable steps);

        /** @param later foreign keys whose columns are left null for now */
        long create(TablePlan table, Set<LinkLater> later);

        /** Fills in what {@link #create} left null. */
        void link(TablePlan table, LinkLater later);

        /** Nulls the columns of rows about to be removed, to break a cycle. */
        void unlink(TablePlan table, LinkLater first);

        /**
         * Sets rows back.
         *
         * @throws io.tillback.fault.RestoreException PLAN_BLOCKED if rows would have to be replaced to which others refer
         *     with an action; CONSTRAINT_VIOLATED
         */
        long change(TablePlan table, Collisions collisions);

        /**
         * Changes the planned rows that still are as the plan saw them, if that can be done in one statement.
         *
         * @return rows written, perhaps none
         */
        long changeUnmoved(TablePlan table);

        long remove(TablePlan table);

        void advanceSequences(TablePlan table);

        /** Runs every check that was put off until now. */
        void checkConstraints();

        /** Planned rows that now are as planned, compared by hash. */
        long countProven(TablePlan table);

        /**
         * Writes beside the data what those concerned are told of it.
         *
         * @param tables of the plan that were written, with the counts of the part
         */
        void announce(Plan plan, List<TablePlan> tables);

        /**
         * Writes outcome and proof beside the data.
         *
         * @param left whether rows of the plan wait for a part of their own
         */
        void record(Restore.Proof proof, RowsLeft left);

        /**
         * Commits.
         *
         * @throws io.tillback.fault.RestoreException OUTCOME_UNKNOWN if the answer was lost: look it up
         */
        void commit();

        @Override
        void close();
    }
}
