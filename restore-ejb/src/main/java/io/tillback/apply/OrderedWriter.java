package io.tillback.apply;

import io.tillback.apply.RestoreTransactions.Collisions;
import io.tillback.apply.RestoreTransactions.Work;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Progress;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.plan.TablePlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes a plan's rows, in one order after another until the store's constraints let one pass. */
final class OrderedWriter {
    private final Work work;
    private final WriteOrder order;
    private final StoreTriggers triggers;
    private final Progress progress;
    private final Map<TablePlan, Written> written = new HashMap<>();

    OrderedWriter(Work work, WriteOrder order, StoreTriggers triggers, Progress progress) {
        this.work = work;
        this.order = order;
        this.triggers = triggers;
        this.progress = progress;
    }

    /** Rows of one table that were written. */
    record Written(long created, long changed, long removed) {
        private static final Written NOTHING = new Written(0, 0, 0);

        private Written withCreated(long rows) {
            return new Written(rows, changed, removed);
        }

        private Written withChanged(long rows) {
            return new Written(created, rows, removed);
        }

        private Written withRemoved(long rows) {
            return new Written(created, changed, rows);
        }
    }

    Written written(TablePlan table) {
        return written.getOrDefault(table, Written.NOTHING);
    }

    /**
     * The update takes a row only if it is as the plan saw it, so nothing has to be locked and compared before, which is
     * as much work again.
     *
     * @return false if a row was passed over: all is taken back then, and done step by step, which tells why
     */
    boolean changeAtOnce() {
        progress.step("Writing rows that are as in the preview");
        if (triggers == StoreTriggers.SUPPRESS) {
            work.silenceStoreTriggers(order.parentsFirst());
        }
        return work.attempt(() -> {
            for (TablePlan table : order.parentsFirst()) {
                written.put(table, Written.NOTHING.withChanged(work.changeUnmoved(table)));
            }
            requireAllRemoved();
            requireNoneLost();
            work.checkConstraints();
        });
    }

    /**
     * Rows that go make room for those that come, so they go first. A row that comes may need a value that another has
     * until it is changed; where a row that goes is still referred to until another is changed, they go last instead.
     * Where unique values change places, no order helps: those rows are taken out and put in again, in any of the orders.
     */
    void writeInOrder() {
        written.clear();
        Step removing = this::remove;
        Step creating = this::create;
        Step changing = () -> change(Collisions.REFUSE);
        Step replacing = () -> change(Collisions.REPLACE);
        List<List<Step>> ways = new ArrayList<>(List.of(
                List.of(removing, creating, changing),
                List.of(removing, changing, creating),
                List.of(changing, removing, creating),
                List.of(creating, changing, removing)));
        if (order.parentsFirst().stream().anyMatch(table -> table.counts().change() > 0)) {
            ways.add(List.of(removing, creating, replacing));
            ways.add(List.of(replacing, removing, creating));
            ways.add(List.of(creating, replacing, removing));
            ways.add(List.of(removing, replacing, creating));
        }
        for (List<Step> way : ways.subList(0, ways.size() - 1)) {
            if (work.attempt(() -> {
                way.forEach(Step::run);
                requireAllRemoved();
                requireNoneLost();
            })) {
                return;
            }
        }
        ways.get(ways.size() - 1).forEach(Step::run);
        // A row to be removed may be gone before its turn: in a cycle of cascades one always is. The proof looks at it.
        // A row that an awake trigger of the store swallowed is not lost to another order; that, too, the proof says.
        if (triggers == StoreTriggers.SUPPRESS) {
            requireNoneLost();
        }
    }

    @FunctionalInterface
    private interface Step {
        void run();
    }

    private void requireAllRemoved() {
        for (TablePlan table : order.parentsFirst()) {
            if (written(table).removed() != table.counts().remove()) {
                throw goneBeforeTheirTurn(table);
            }
        }
    }

    private void requireNoneLost() {
        for (TablePlan table : order.parentsFirst()) {
            Written rows = written(table);
            if (rows.created() != table.counts().create()
                    || rows.changed() != table.counts().change()) {
                throw goneBeforeTheirTurn(table);
            }
        }
    }

    /** A row that an action of a foreign key took first was not there for us to write: another order leaves it there. */
    private static RestoreException goneBeforeTheirTurn(TablePlan table) {
        return new RestoreException(
                ErrorCode.CONSTRAINT_VIOLATED,
                "Cannot write the rows of " + table.table() + " in this order: some were gone before their turn",
                "Nothing was written. Make the plan again.");
    }

    private void remove() {
        for (TablePlan table : order.childrenFirst()) {
            if (table.counts().remove() > 0) {
                order.linksLater(table).forEach(link -> work.unlink(table, link));
            }
        }
        for (TablePlan table : order.childrenFirst()) {
            if (table.counts().remove() > 0) {
                written.put(table, written(table).withRemoved(work.remove(table)));
            }
        }
    }

    private void create() {
        for (TablePlan table : order.parentsFirst()) {
            if (table.counts().create() > 0) {
                written.put(table, written(table).withCreated(work.create(table, order.linksLater(table))));
                progress.advance(table.counts().create(), 0);
            }
        }
        for (TablePlan table : order.parentsFirst()) {
            if (table.counts().create() > 0) {
                order.linksLater(table).forEach(link -> work.link(table, link));
            }
        }
    }

    private void change(Collisions collisions) {
        for (TablePlan table : order.parentsFirst()) {
            if (table.counts().change() > 0) {
                written.put(table, written(table).withChanged(work.change(table, collisions)));
                progress.advance(table.counts().change(), 0);
            }
        }
    }
}
