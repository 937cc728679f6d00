package io.tillback.apply;

import io.tillback.apply.Restore.Proof;
import io.tillback.apply.Restore.TableProof;
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
import java.util.List;
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
            Proof proof = write(work, plan, live, WriteOrder.of(tables, live.partitionForeignKeys()), progress);
            work.announce(plan, tables);
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
    static void check(Plan plan, Acceptance acceptance) {
        if (!plan.fingerprint().equals(acceptance.fingerprint())) {
            throw new RestoreException(
                    ErrorCode.FINGERPRINT_DIFFERS,
                    "Cannot apply plan " + plan.id() + ": the fingerprint sent is not the plan's",
                    "Look at the plan's preview again and send the fingerprint it shows.");
        }
        if (!acceptance.gapHash().equals(Optional.of(plan.gap().hash()))) {
            throw new RestoreException(
                    ErrorCode.GAP_DIFFERS,
                    "Cannot apply plan " + plan.id() + ": the data gap that was accepted is not the plan's",
                    "Read the plan's data gap again and accept the hash it shows.");
        }
        // What stands in a part's way is counted behind its locks: it may be other sellers' rows.
        if (acceptance.part().match(() -> true, some -> false, rest -> false)) {
            requireFree(plan.id(), plan.foreignKeys());
        }
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
        List<ForeignKeyEffect> effects = new ArrayList<>(keys.uncounted());
        keys.touched()
                .forEach(key ->
                        effects.add(work.countEffect(key, keys.shape(key.from()), keys.shape(key.to()), tables)));
        requireFree(plan.id(), effects);
    }

    private static Proof write(Work work, Plan plan, StoreSchema live, WriteOrder order, Progress progress) {
        List<TablePlan> standing = order.parentsFirst().stream()
                .filter(table -> !table.isRebuilt())
                .toList();
        requireRights(work, plan, standing);
        OrderedWriter writer =
                new OrderedWriter(work, order, plan.request().policy().triggers(), progress);
        if (changesOnly(live, order.parentsFirst()) && writer.changeAtOnce()) {
            return prove(work, plan.id(), order.parentsFirst(), writer, progress);
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
        writer.writeInOrder();
        order.parentsFirst().forEach(table -> work.run(table.rebuild().last()));
        standing.forEach(work::advanceSequences);
        work.checkConstraints();
        return prove(work, plan.id(), order.parentsFirst(), writer, progress);
    }

    /** Rows of one table change and no foreign key looks at what changes. */
    private static boolean changesOnly(StoreSchema live, List<TablePlan> tables) {
        return tables.size() == 1
                && tables.stream()
                        .allMatch(table -> !table.isRebuilt()
                                && table.counts().toWrite() == table.counts().change())
                && new PlannedForeignKeys(live, tables).touched().isEmpty()
                && new PlannedForeignKeys(live, tables).uncounted().isEmpty();
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

    private static Proof prove(
            Work work, PlanId plan, List<TablePlan> tables, OrderedWriter writer, Progress progress) {
        progress.step("Verifying every row");
        List<TableProof> proofs = new ArrayList<>();
        for (TablePlan table : tables) {
            OrderedWriter.Written written = writer.written(table);
            TableProof proof = new TableProof(
                    table.table(),
                    written.created(),
                    written.changed(),
                    written.removed(),
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
