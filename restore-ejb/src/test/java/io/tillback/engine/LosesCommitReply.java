package io.tillback.engine;

import io.tillback.apply.LinkLater;
import io.tillback.apply.MissingRight;
import io.tillback.apply.MovedRow;
import io.tillback.apply.Restore;
import io.tillback.apply.RestoreTransactions;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
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
import java.util.Set;
import java.util.function.Consumer;

/** The connection breaks around the commit, so that nobody hears whether it happened. */
final class LosesCommitReply implements RestoreTransactions {
    private final RestoreTransactions transactions;
    private final Consumer<Work> insteadOfCommit;

    private LosesCommitReply(RestoreTransactions transactions, Consumer<Work> insteadOfCommit) {
        this.transactions = transactions;
        this.insteadOfCommit = insteadOfCommit;
    }

    /** The database commits, and its answer is lost. */
    static LosesCommitReply afterTheCommit(RestoreTransactions transactions) {
        return new LosesCommitReply(transactions, work -> {
            work.commit();
            throw lost();
        });
    }

    /** Something happens just before the commit is sent. */
    static LosesCommitReply beforeTheCommit(RestoreTransactions transactions, Consumer<Work> accident) {
        return new LosesCommitReply(transactions, work -> {
            accident.accept(work);
            work.commit();
        });
    }

    /** The commit never leaves, and the database does not notice: the transaction stays open. */
    static LosesCommitReply onTheWay(RestoreTransactions transactions) {
        return new LosesCommitReply(transactions, work -> {
            throw lost();
        });
    }

    private static RestoreException lost() {
        return new RestoreException(
                ErrorCode.OUTCOME_UNKNOWN, "Cannot tell whether it was committed: the line is dead", "Look it up.");
    }

    @Override
    public Work begin(RestoreId restore, PlanId plan, Part part) {
        return new Losing(transactions.begin(restore, plan, part));
    }

    @Override
    public Restore.Outcome lookUp(RestoreId restore) {
        return transactions.lookUp(restore);
    }

    private final class Losing implements Work {
        private final Work work;

        private Losing(Work work) {
            this.work = work;
        }

        @Override
        public String transaction() {
            return work.transaction();
        }

        @Override
        public List<MissingRight> findMissingRights(TablePlan table, StoreTriggers triggers) {
            return work.findMissingRights(table, triggers);
        }

        @Override
        public RowCounts countPart(TablePlan table) {
            return work.countPart(table);
        }

        @Override
        public long countLeft(TablePlan table) {
            return work.countLeft(table);
        }

        @Override
        public void lock(TablePlan table) {
            work.lock(table);
        }

        @Override
        public List<MovedRow> findMoved(TablePlan table, int limit) {
            return work.findMoved(table, limit);
        }

        @Override
        public ForeignKeyEffect countEffect(ForeignKey key, TableShape from, TableShape to, List<TablePlan> planned) {
            return work.countEffect(key, from, to, planned);
        }

        @Override
        public void run(List<String> statements) {
            work.run(statements);
        }

        @Override
        public void silenceStoreTriggers(List<TablePlan> tables) {
            work.silenceStoreTriggers(tables);
        }

        @Override
        public boolean attempt(Runnable steps) {
            return work.attempt(steps);
        }

        @Override
        public long create(TablePlan table, Set<LinkLater> later) {
            return work.create(table, later);
        }

        @Override
        public void link(TablePlan table, LinkLater later) {
            work.link(table, later);
        }

        @Override
        public void unlink(TablePlan table, LinkLater first) {
            work.unlink(table, first);
        }

        @Override
        public long changeUnmoved(TablePlan table) {
            return work.changeUnmoved(table);
        }

        @Override
        public long change(TablePlan table, io.tillback.apply.RestoreTransactions.Collisions collisions) {
            return work.change(table, collisions);
        }

        @Override
        public long remove(TablePlan table) {
            return work.remove(table);
        }

        @Override
        public void advanceSequences(TablePlan table) {
            work.advanceSequences(table);
        }

        @Override
        public void checkConstraints() {
            work.checkConstraints();
        }

        @Override
        public long countProven(TablePlan table) {
            return work.countProven(table);
        }

        @Override
        public void announce(Plan plan, List<TablePlan> tables) {
            work.announce(plan, tables);
        }

        @Override
        public void record(Restore.Proof proof, RowsLeft left) {
            work.record(proof, left);
        }

        @Override
        public void commit() {
            insteadOfCommit.accept(work);
        }

        @Override
        public void close() {
            work.close();
        }
    }
}
