package io.tillback.apply;

import io.tillback.apply.Restore.Proof;
import io.tillback.apply.Restore.TableProof;
import io.tillback.apply.RestoreTransactions.Collisions;
import io.tillback.apply.RestoreTransactions.RowsLeft;
import io.tillback.apply.RestoreTransactions.Work;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Part;
import io.tillback.model.PlanId;
import io.tillback.model.Progress;
import io.tillback.model.RestoreId;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableShape;
import io.tillback.plan.ForeignKeyEffect;
import io.tillback.plan.Plan;
import io.tillback.plan.PlannedForeignKeys;
import io.tillback.plan.TablePlan;
import io.tillback.timeline.LiveSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Applies a plan: exactly what was previewed, in one transaction, whole or not at all. */
public final class Applier {
    private static final int MOVED_ROWS_NAMED = 20;

    private final RestoreTransactions transactions;
    private final LiveSchema schema;

    public Applier(RestoreTransactions transactions, LiveSchema schema) {
        this.transactions = transactions;
        this.schema = schema;
    }

    /**
     * Applies a plan whose gap was accepted.
     *
     * @return the proof, once the database has committed
     * @throws RestoreException FINGERPRINT_DIFFERS, GAP_DIFFERS, PLAN_BLOCKED, SCHEMA_CHANGED before anything is begun;
     *     RIGHTS_MISSING before anything is written; ROWS_MOVED, CONSTRAINT_VIOLATED, LOCK_NOT_AVAILABLE, PROOF_FAILED after a rollback; OUTCOME_UNKNOWN if neither
     *     commit nor rollback could be confirmed
     */
    public Proof apply(RestoreId id, Plan plan, Acceptance acceptance, Progress progress) {
        check(plan, acceptance);
        try {
            return write(id, plan, acceptance, progress);
        } catch (RestoreException e) {
            if (e.code() != ErrorCode.LOCK_NOT_AVAILABLE) {
                throw e;
            }
            progress.step("Waiting for the store to let go of its locks");
            RestoreTransactions again = transactions.again().orElseThrow(() -> e);
            progress.checkCancelled();
            return new Applier(again, schema).apply(id, plan, acceptance, progress);
        }
    }

    private Proof write(RestoreId id, Plan plan, Acceptance acceptance, Progress progress) {
        StoreSchema live = schema.load();
        requireSameShape(plan, live);
        try (Work work = transactions.begin(id, plan.id(), acceptance.part())) {
            List<TablePlan> tables = tables(plan, acceptance.part(), work);
            progress.expect(
                    tables.stream().mapToLong(table -> table.counts().toWrite()).sum(), 0);
            Proof proof = write(work, plan, live, WriteOrder.of(tables), progress);
            work.record(proof, left(plan, acceptance.part(), work));
            progress.step("Committing");
            commit(work, id);
            return proof;
        }
    }

    /** The tables that are written, with the counts of the part. */
    private static List<TablePlan> tables(Plan plan, Part part, Work work) {
        boolean whole = part.match(() -> true, some -> false, rest -> false);
        return plan.tables().stream()
                .map(table -> whole ? table : table.withCounts(work.countPart(table)))
                .filter(table -> table.counts().toWrite() > 0 || table.isRebuilt())
                .toList();
    }

    private static RowsLeft left(Plan plan, Part part, Work work) {
        boolean some = part.match(
                () -> false,
                sellers -> plan.tables().stream().anyMatch(table -> work.countLeft(table) > 0),
                rest -> false);
        return some ? RowsLeft.SOME : RowsLeft.NONE;
    }

    /** The guards that need no database: also asked before a job is begun, so that a refusal comes at once. */
    public static void check(Plan plan, Acceptance acceptance) {
        if (!plan.fingerprint().equals(acceptance.fingerprint())) {
            throw new RestoreException(
                    ErrorCode.FINGERPRINT_DIFFERS,
                    "Cannot apply plan " + plan.id() + ": the fingerprint sent is not the plan's",
                    "Look at the plan's preview again and send the fingerprint it shows.");
        }
        if (!plan.gap().hash().equals(acceptance.gapHash())) {
            throw new RestoreException(
                    ErrorCode.GAP_DIFFERS,
                    "Cannot apply plan " + plan.id() + ": the data gap that was accepted is not the plan's",
                    "Read the plan's data gap again and accept the hash it shows.");
        }
        requireFree(plan.id(), plan.foreignKeys());
    }

    private static void requireFree(PlanId plan, List<ForeignKeyEffect> effects) {
        List<ForeignKeyEffect> blockers =
                effects.stream().filter(ForeignKeyEffect::blocks).toList();
        if (!blockers.isEmpty()) {
            throw new RestoreException(
                    ErrorCode.PLAN_BLOCKED,
                    "Cannot apply plan " + plan + ": "
                            + blockers.stream().map(ForeignKeyEffect::describe).collect(Collectors.joining("; ")),
                    "Add the tables named to the plan, let it follow dependents or missing references, or narrow its"
                            + " rows.");
        }
    }

    private static void requireSameShape(Plan plan, StoreSchema live) {
        for (TablePlan table : plan.tables()) {
            Optional<TableShape> now = live.findTable(table.table());
            boolean same = table.isRebuilt()
                    ? now.isEmpty()
                    : now.filter(shape -> shape.columns().equals(table.shape().columns()))
                            .isPresent();
            if (!same) {
                throw new RestoreException(
                        ErrorCode.SCHEMA_CHANGED,
                        "Cannot apply plan " + plan.id() + ": table " + table.table()
                                + " was altered after the plan was made",
                        "Make the plan again.");
            }
        }
    }

    /**
     * The store may have begun to refer to rows since the preview, and a row that others refer to takes them along or
     * cuts them loose when it goes. Asked behind the locks: nobody can begin to refer to these rows any more.
     */
    private static void requireNoNewReferences(
            Work work, Plan plan, StoreSchema live, List<TablePlan> tables, Progress progress) {
        progress.step("Asking the foreign keys again");
        PlannedForeignKeys keys = new PlannedForeignKeys(live, tables);
        requireFree(
                plan.id(),
                keys.touched().stream()
                        .map(key -> work.countEffect(key, keys.shape(key.from()), keys.shape(key.to()), tables))
                        .toList());
    }

    private static Proof write(Work work, Plan plan, StoreSchema live, WriteOrder order, Progress progress) {
        List<TablePlan> standing = order.parentsFirst().stream()
                .filter(table -> !table.isRebuilt())
                .toList();
        requireRights(work, plan, standing);
        Map<TablePlan, long[]> written = new HashMap<>();
        if (changesOnly(live, order.parentsFirst()) && changeAtOnce(work, plan, order, written, progress)) {
            return prove(work, plan.id(), order.parentsFirst(), written, progress);
        }
        progress.step("Locking rows and comparing them with the preview");
        // Tables before rows: who waits for a table holds nothing yet that the store could be waiting for.
        if (plan.request().policy().triggers() == StoreTriggers.SUPPRESS) {
            work.silenceStoreTriggers(standing);
        }
        standing.stream().filter(table -> table.key().isEmpty()).forEach(work::lock);
        standing.stream().filter(table -> !table.key().isEmpty()).forEach(work::lock);
        requireUnmoved(work, plan.id(), standing);
        requireNoNewReferences(work, plan, live, order.parentsFirst(), progress);
        progress.checkCancelled();
        order.parentsFirst().forEach(table -> work.run(table.rebuild().first()));
        progress.step("Writing rows");
        writeInOrder(work, order, written, progress);
        order.parentsFirst().forEach(table -> work.run(table.rebuild().last()));
        standing.forEach(work::advanceSequences);
        work.checkConstraints();
        return prove(work, plan.id(), order.parentsFirst(), written, progress);
    }

    /** Rows of one table change and no foreign key looks at what changes. */
    private static boolean changesOnly(StoreSchema live, List<TablePlan> tables) {
        return tables.size() == 1
                && tables.stream()
                        .allMatch(table -> !table.isRebuilt()
                                && table.counts().toWrite() == table.counts().change())
                && new PlannedForeignKeys(live, tables).touched().isEmpty();
    }

    /**
     * The update takes a row only if it is as the plan saw it, so nothing has to be locked and compared before, which is
     * as much work again.
     *
     * @return false if a row was passed over: all is taken back then, and done step by step, which tells why
     */
    private static boolean changeAtOnce(
            Work work, Plan plan, WriteOrder order, Map<TablePlan, long[]> written, Progress progress) {
        progress.step("Writing rows that are as in the preview");
        order.parentsFirst().forEach(table -> written.put(table, new long[3]));
        if (plan.request().policy().triggers() == StoreTriggers.SUPPRESS) {
            work.silenceStoreTriggers(order.parentsFirst());
        }
        return work.attempt(() -> {
            for (TablePlan table : order.parentsFirst()) {
                count(written, table)[CHANGED] = work.changeUnmoved(table);
            }
            requireAllWritten(order, written);
            work.checkConstraints();
        });
    }

    private static void requireRights(Work work, Plan plan, List<TablePlan> tables) {
        List<MissingRight> missing = tables.stream()
                .flatMap(table ->
                        work.findMissingRights(table, plan.request().policy().triggers()).stream())
                .toList();
        if (!missing.isEmpty()) {
            throw new RestoreException(
                    ErrorCode.RIGHTS_MISSING,
                    "Cannot apply plan " + plan.id() + ": the database role lacks "
                            + joined(missing, MissingRight::right, ", "),
                    "Nothing was written. Have this run by the tables' owner or a superuser: "
                            + joined(missing, MissingRight::remedy, "; "));
        }
    }

    private static String joined(List<MissingRight> missing, Function<MissingRight, String> text, String separator) {
        return missing.stream().map(text).distinct().collect(Collectors.joining(separator));
    }

    private static void requireUnmoved(Work work, PlanId plan, List<TablePlan> tables) {
        List<String> moved = new ArrayList<>();
        for (TablePlan table : tables) {
            work.findMoved(table, MOVED_ROWS_NAMED).forEach(row -> moved.add(table.table() + " " + row.key()));
        }
        if (!moved.isEmpty()) {
            String named = moved.stream().limit(MOVED_ROWS_NAMED).collect(Collectors.joining(", "));
            String more = moved.size() >= MOVED_ROWS_NAMED ? " and perhaps more" : "";
            throw new RestoreException(
                    ErrorCode.ROWS_MOVED,
                    "Cannot apply plan " + plan + ": rows were changed after the preview: " + named + more,
                    "Make the plan again and look at these rows; nothing was written.");
        }
    }

    private static final int CREATED = 0;
    private static final int CHANGED = 1;
    private static final int REMOVED = 2;

    /**
     * Rows that go make room for those that come, so they go first. A row that comes may need a value that another has
     * until it is changed; where a row that goes is still referred to until another is changed, they go last instead.
     * Where unique values change places, no order helps: those rows are taken out and put in again.
     */
    private static void writeInOrder(Work work, WriteOrder order, Map<TablePlan, long[]> written, Progress progress) {
        order.parentsFirst().forEach(table -> written.put(table, new long[3]));
        Step removing = () -> remove(work, order, written);
        Step creating = () -> create(work, order, written, progress);
        Step changing = () -> change(work, order, written, Collisions.REFUSE, progress);
        Step replacing = () -> change(work, order, written, Collisions.REPLACE, progress);
        List<List<Step>> ways = new ArrayList<>(List.of(
                List.of(removing, creating, changing),
                List.of(removing, changing, creating),
                List.of(changing, removing, creating),
                List.of(creating, changing, removing)));
        if (order.parentsFirst().stream().anyMatch(table -> table.counts().change() > 0)) {
            ways.add(List.of(removing, creating, replacing));
            ways.add(List.of(removing, replacing, creating));
        }
        for (List<Step> way : ways.subList(0, ways.size() - 1)) {
            if (work.attempt(() -> {
                way.forEach(Step::run);
                requireAllWritten(order, written);
            })) {
                return;
            }
        }
        ways.get(ways.size() - 1).forEach(Step::run);
    }

    @FunctionalInterface
    private interface Step {
        void run();
    }

    /** A row that an action of a foreign key took first was not there for us to write: another order leaves it there. */
    private static void requireAllWritten(WriteOrder order, Map<TablePlan, long[]> written) {
        for (TablePlan table : order.parentsFirst()) {
            long[] counts = count(written, table);
            if (counts[CREATED] != table.counts().create()
                    || counts[CHANGED] != table.counts().change()
                    || counts[REMOVED] != table.counts().remove()) {
                throw new RestoreException(
                        ErrorCode.CONSTRAINT_VIOLATED,
                        "Cannot write the rows of " + table.table()
                                + " in this order: some were gone before their turn",
                        "Nothing was written. Make the plan again.");
            }
        }
    }

    private static void remove(Work work, WriteOrder order, Map<TablePlan, long[]> written) {
        for (TablePlan table : order.childrenFirst()) {
            if (table.counts().remove() > 0) {
                order.linksLater(table).forEach(link -> work.unlink(table, link));
            }
        }
        for (TablePlan table : order.childrenFirst()) {
            if (table.counts().remove() > 0) {
                count(written, table)[REMOVED] = work.remove(table);
            }
        }
    }

    private static void create(Work work, WriteOrder order, Map<TablePlan, long[]> written, Progress progress) {
        for (TablePlan table : order.parentsFirst()) {
            if (table.counts().create() > 0) {
                count(written, table)[CREATED] = work.create(table, order.linksLater(table));
                progress.advance(table.counts().create(), 0);
            }
        }
        for (TablePlan table : order.parentsFirst()) {
            if (table.counts().create() > 0) {
                order.linksLater(table).forEach(link -> work.link(table, link));
            }
        }
    }

    private static void change(
            Work work, WriteOrder order, Map<TablePlan, long[]> written, Collisions collisions, Progress progress) {
        for (TablePlan table : order.parentsFirst()) {
            if (table.counts().change() > 0) {
                count(written, table)[CHANGED] = work.change(table, collisions);
                progress.advance(table.counts().change(), 0);
            }
        }
    }

    private static long[] count(Map<TablePlan, long[]> written, TablePlan table) {
        return written.computeIfAbsent(table, missing -> new long[3]);
    }

    private static Proof prove(
            Work work, PlanId plan, List<TablePlan> tables, Map<TablePlan, long[]> written, Progress progress) {
        progress.step("Verifying every row");
        List<TableProof> proofs = new ArrayList<>();
        for (TablePlan table : tables) {
            long[] counts = count(written, table);
            TableProof proof = new TableProof(
                    table.table(),
                    counts[CREATED],
                    counts[CHANGED],
                    counts[REMOVED],
                    table.counts().toWrite(),
                    work.countProven(table));
            if (proof.verified() != proof.planned()) {
                throw new RestoreException(
                        ErrorCode.PROOF_FAILED,
                        "Cannot apply plan " + plan + ": only " + proof.verified() + " of " + proof.planned()
                                + " rows of " + table.table() + " came out as planned",
                        "A trigger or rule of the store changed them, and nothing was kept: plan again with the store's"
                                + " triggers suppressed.");
            }
            proofs.add(proof);
        }
        return new Proof(proofs);
    }

    /** A lost answer is looked up, never repeated: the commit may have happened. */
    private void commit(Work work, RestoreId id) {
        try {
            work.commit();
        } catch (RestoreException e) {
            if (e.code() != ErrorCode.OUTCOME_UNKNOWN) {
                throw e;
            }
            work.close();
            requireCommitted(id, e);
        }
    }

    private void requireCommitted(RestoreId id, RestoreException lost) {
        if (lookUp(id, lost) != Restore.Outcome.COMMITTED) {
            throw new RestoreException(
                    ErrorCode.DATABASE_UNAVAILABLE,
                    "Cannot apply the plan: the connection broke before the commit, and the database rolled back",
                    "Nothing was written. Apply the plan again.",
                    lost);
        }
    }

    /** While the database cannot be asked, or still holds the transaction, nobody may say that nothing was written. */
    private Restore.Outcome lookUp(RestoreId id, RestoreException lost) {
        try {
            return transactions.lookUp(id);
        } catch (RestoreException e) {
            lost.addSuppressed(e);
            throw lost;
        }
    }
}
