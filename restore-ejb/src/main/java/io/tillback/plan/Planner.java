package io.tillback.plan;

import static io.tillback.model.InWords.rows;
import static io.tillback.model.InWords.verb;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.Json;
import io.tillback.model.Part;
import io.tillback.model.PlanId;
import io.tillback.model.Progress;
import io.tillback.model.RestoreRequest;
import io.tillback.model.SellerRoute;
import io.tillback.model.Sha256;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.plan.DataGap.TableChanges;
import io.tillback.plan.Drift.Kind;
import io.tillback.plan.PlanWorkspace.Comparison;
import io.tillback.plan.PlanWorkspace.EqualAndOutside;
import io.tillback.plan.PlanWorkspace.KeyFaults;
import io.tillback.plan.PlanWorkspace.Presence;
import io.tillback.plan.PlanWorkspace.Subject;
import io.tillback.plan.TablePlan.Owners;
import io.tillback.plan.TablePlan.Reason;
import io.tillback.plan.TablePlan.RowCounts;
import io.tillback.snapshot.Manifest;
import io.tillback.timeline.LiveSchema;
import io.tillback.timeline.Reconstructor;
import io.tillback.timeline.Recorded;
import io.tillback.timeline.StagedTable.Unfit;
import io.tillback.timeline.StagingArea;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes plans. Writes nothing to the store's tables. */
public final class Planner {
    private final LiveSchema schema;
    private final StagingArea staging;
    private final PastStages stages;
    private final PlanWorkspace workspace;
    private final SellerPaths sellers;

    public Planner(
            LiveSchema schema,
            Reconstructor reconstructor,
            StagingArea staging,
            PlanWorkspace workspace,
            SellerPaths sellers) {
        this.schema = schema;
        this.staging = staging;
        this.stages = new PastStages(reconstructor, staging);
        this.workspace = workspace;
        this.sellers = sellers;
    }

    /** From the target to the moment the live rows were looked at, and what tells of it. */
    record Window(Instant from, Instant to, PastSource source, List<String> because) {}

    /** Whether a plan can be made now from what a snapshot holds of a table, or it must be thawed first. */
    boolean isReadableAtOnce(Manifest.Table table, Optional<Manifest.Base> base) {
        return stages.isReadableAtOnce(table, base);
    }

    /** As many bytes as it takes to fetch all of what a snapshot holds of a table. */
    long bytesOf(Manifest.Table table, Optional<Manifest.Base> base) {
        return stages.bytesOf(table, base);
    }

    /** What a plan is made of, before its fingerprint is taken. */
    private record Draft(
            PlanId id,
            RestoreRequest request,
            StoreSchema live,
            List<TablePlan> tables,
            List<Drift> drift,
            Window window) {}

    /**
     * Plans a restore to a snapshot's state.
     *
     * @throws RestoreException TABLE_UNKNOWN, TABLE_HAS_NO_KEY, TABLE_NOT_IN_SNAPSHOT, COLUMN_UNKNOWN, SCHEMA_CHANGED and
     *     what staging throws
     */
    public Plan planFromSnapshot(PlanId id, RestoreRequest request, Manifest manifest, Progress progress) {
        return planFromSnapshot(id, request, Past.of(manifest), progress);
    }

    Plan planFromSnapshot(PlanId id, RestoreRequest request, Past past, Progress progress) {
        StoreSchema live = schema.load();
        Tasks tasks = new Tasks(request, past, live);
        try {
            while (true) {
                stages.stageAll(id, request, tasks, live, progress);
                progress.step("Comparing with the live rows");
                try (Comparison comparison = workspace.open(id)) {
                    Optional<Plan> plan = compare(id, request, live, tasks, comparison, past, progress);
                    if (plan.isPresent()) {
                        return plan.get();
                    }
                }
            }
        } finally {
            staging.drop(id);
        }
    }

    /**
     * Plans a restore to a moment, from what the journal has recorded since.
     *
     * @throws RestoreException as from a snapshot; MOMENT_NOT_COVERED if records are missing
     */
    public Plan planFromJournal(PlanId id, RestoreRequest request, Recorded recorded, Progress progress) {
        return planFromJournal(id, request, recorded, List.of(), progress);
    }

    /** @param because why to this moment: full sentences for the data gap */
    Plan planFromJournal(
            PlanId id, RestoreRequest request, Recorded recorded, List<String> because, Progress progress) {
        StoreSchema live = schema.load();
        Past past = Past.of(recorded).because(because);
        Tasks tasks = new Tasks(request, past, live);
        try {
            stages.layOutKeys(id, tasks);
            while (true) {
                progress.step("Comparing with the live rows");
                try (Comparison comparison = workspace.open(id)) {
                    stages.rebuildAll(request, tasks, live, recorded, comparison, progress);
                    Optional<Plan> plan = compare(id, request, live, tasks, comparison, past, progress);
                    if (plan.isPresent()) {
                        return plan.get();
                    }
                }
            }
        } finally {
            staging.drop(id);
        }
    }

    /** @return empty if foreign keys lead to tables that are not staged yet; they are among the tasks then */
    private Optional<Plan> compare(
            PlanId id,
            RestoreRequest request,
            StoreSchema live,
            Tasks tasks,
            Comparison comparison,
            Past past,
            Progress progress) {
        List<EqualAndOutside> rest = fill(request, tasks, comparison, progress);
        Following following = new Following(request.policy(), live, tasks, comparison);
        boolean stageMore = false;
        for (TableId table : following.addRelated()) {
            stageMore |= tasks.follow(table);
        }
        if (stageMore) {
            return Optional.empty();
        }
        following.settleOrphans();
        List<TablePlan> tables = tasks.all().stream()
                .map(task -> table(task, comparison.countActions(task.subject()), rest.get(task.number() - 1)))
                .toList();
        List<Drift> drift = new ArrayList<>();
        tasks.all().forEach(task -> drift.addAll(answers(task)));
        List<String> because = new ArrayList<>(past.because());
        because.addAll(PastStages.settleConflicts(request, tasks, comparison));
        Window window =
                new Window(past.takenAt(), comparison.seenAt(), past.source().apply(tasks), because);
        return Optional.of(
                finish(new Draft(id, request, live, tables, drift, window), past.recorded(), comparison, progress));
    }

    /** @return for each task, in order, what of its scope is not in the plan */
    private static List<EqualAndOutside> fill(
            RestoreRequest request, Tasks tasks, Comparison comparison, Progress progress) {
        List<EqualAndOutside> rest = new ArrayList<>();
        for (Task task : tasks.all()) {
            progress.checkCancelled();
            requireKeysTellRowsApart(task, comparison);
            EqualAndOutside left = new EqualAndOutside(0, 0);
            if (task.reason() == Reason.REQUESTED) {
                Map<RowAction, Long> actions = comparison.compareWithStage(
                        task.subject(),
                        task.scope().rows(),
                        request.policy(),
                        task.scope().columns());
                requireFillable(task, actions);
                left = comparison.countEqualAndOutside(
                        task.subject(), task.scope().rows());
            } else {
                comparison.begin(task.subject());
            }
            rest.add(left);
        }
        return rest;
    }

    /** The database keeps today's key unique; the past, and columns that only this plan matches by, have to be asked. */
    private static void requireKeysTellRowsApart(Task task, Comparison comparison) {
        boolean asked = !task.past().shape().key().equals(task.live().key())
                || !task.scope().past().matchBy().isEmpty()
                || !task.drift().keepsKeysApart();
        if (!asked || task.live().key().isEmpty()) {
            return;
        }
        KeyFaults faults = comparison.countKeyFaults(task.subject());
        if (faults.total() > 0) {
            throw new RestoreException(
                    ErrorCode.SCHEMA_CHANGED,
                    "Cannot match rows of " + task.live().id() + " by "
                            + task.live().key() + ": " + faults.staged()
                            + " rows or keys of the past and " + faults.live()
                            + " of today share their key with others or have none",
                    "Name columns that identify a row on both sides (matchBy).");
        }
    }

    private static void requireFillable(Task task, Map<RowAction, Long> actions) {
        List<ColumnName> unfillable = task.drift().unfillable();
        long missing = actions.getOrDefault(RowAction.CREATE, 0L);
        if (missing > 0 && task.rebuild().first().isEmpty() && !unfillable.isEmpty()) {
            throw new RestoreException(
                    ErrorCode.SCHEMA_CHANGED,
                    "Cannot create " + rows(missing) + " of " + task.live().id() + ": the past has no value for "
                            + unfillable + ", which must not be null and has no default",
                    "Say where it takes its value from (columnMap: a column of then, or one value), or leave missing rows.");
        }
    }

    private static TablePlan table(Task task, Map<RowAction, Long> actions, EqualAndOutside rest) {
        RowCounts counts = counts(actions, rest.equal(), rest.outside());
        return new TablePlan(
                task.live(),
                task.number(),
                task.drift().columns(),
                counts,
                task.reason(),
                task.rebuild(),
                Owners.UNKNOWN);
    }

    private static RowCounts counts(Map<RowAction, Long> actions, long equal, long outside) {
        return new RowCounts(
                actions.getOrDefault(RowAction.CREATE, 0L),
                actions.getOrDefault(RowAction.CHANGE, 0L),
                actions.getOrDefault(RowAction.REMOVE, 0L),
                equal,
                actions.getOrDefault(RowAction.KEEP, 0L),
                outside);
    }

    private static List<Drift> answers(Task task) {
        List<Drift> answers = new ArrayList<>(task.drift().answers());
        TableId table = task.live().id();
        if (!task.rebuild().first().isEmpty()) {
            answers.add(new Drift(
                    table,
                    Kind.TABLE_DROPPED,
                    "It was dropped since: it is created again as the snapshot describes it, with keys, indexes, triggers"
                            + " and grants; views, rules, row security policies and other tables' foreign keys to it are"
                            + " not."));
        }
        task.subject().unfit().ifPresent(unfit -> describe(table, unfit).ifPresent(answers::add));
        return answers;
    }

    private static Optional<Drift> describe(TableId table, Unfit unfit) {
        if (unfit.flagged() + unfit.leftOut() == 0) {
            return Optional.empty();
        }
        String kept = unfit.flagged() == 0
                ? ""
                : rows(unfit.flagged()) + " of then " + verb(unfit.flagged(), "hold")
                        + " values that today's columns do not take"
                        + unfit.example()
                                .map(example -> ", for example " + example)
                                .orElse("")
                        + ": those rows stay as they are today, or stay away. ";
        String left = unfit.leftOut() == 0
                ? ""
                : rows(unfit.leftOut()) + " of then " + verb(unfit.leftOut(), "stay")
                        + " away: today's columns do not take the key.";
        return Optional.of(new Drift(table, Kind.VALUES_UNFIT, (kept + left).strip()));
    }

    /** What is taken back: a plan, the part of it that was applied, and when. */
    public record Applied(Plan plan, Part part, Instant at) {}

    /** Plans to take back what an applied plan wrote; rows that somebody changed since are kept. */
    public Plan planBefore(PlanId id, RestoreRequest request, Applied applied, Progress progress) {
        StoreSchema live = schema.load();
        progress.step("Comparing with the live rows");
        try (Comparison comparison = workspace.open(id)) {
            List<TablePlan> tables = new ArrayList<>();
            for (TablePlan before : applied.plan().tables()) {
                TableShape table = find(live, before.shape()).withKey(before.key());
                SchemaDrift.requireUnchanged(before, table);
                Subject subject =
                        new Subject(before.number(), table, before.columns(), Optional.empty(), Presence.LIVE);
                Map<RowAction, Long> actions = new EnumMap<>(comparison.compareWithApplied(subject, applied, before));
                long equal = comparison.countEqualToApplied(subject, applied, before);
                tables.add(new TablePlan(table, before.number(), before.columns(), counts(actions, equal, 0)));
            }
            Window window = new Window(applied.at(), comparison.seenAt(), new PastSource.AppliedPlan(), List.of());
            return finish(
                    new Draft(id, request, live, tables, List.of(), window), Optional.empty(), comparison, progress);
        }
    }

    private Plan finish(Draft unmarked, Optional<Recorded> recorded, Comparison comparison, Progress progress) {
        Draft draft = markSellers(unmarked, comparison);
        progress.step("Accounting for every change since");
        List<TableChanges> changes =
                recorded.map(known -> tellChanges(draft, known, comparison)).orElse(List.of());
        progress.step("Asking the foreign keys");
        List<ForeignKeyEffect> effects = effects(draft, comparison);
        progress.step("Taking the plan's fingerprint");
        StringBuilder content = new StringBuilder(Json.write(draft.request()))
                .append(draft.window().to())
                .append(Json.write(draft.drift()));
        for (TablePlan table : draft.tables()) {
            content.append('\n').append(comparison.digest(table)).append(Json.write(table.rebuild()));
        }
        String fingerprint = Sha256.of(content.toString());
        DataGap gap = DataGaps.of(draft.request(), draft.tables(), changes, draft.drift(), draft.window(), fingerprint);
        comparison.keep();
        return new Plan(
                draft.id(),
                draft.request(),
                draft.window().from(),
                draft.window().to(),
                draft.tables(),
                effects,
                draft.drift(),
                gap,
                fingerprint);
    }

    private Draft markSellers(Draft draft, Comparison comparison) {
        List<TablePlan> tables = new ArrayList<>();
        for (TablePlan table : draft.tables()) {
            Optional<SellerRoute> route = findRoute(draft, table);
            route.ifPresent(found -> comparison.markSellers(
                    Subject.of(table),
                    found,
                    draft.tables().stream().map(Subject::of).toList()));
            tables.add(table.withOwners(route.isPresent() ? Owners.MARKED : Owners.UNKNOWN));
        }
        return new Draft(draft.id(), draft.request(), draft.live(), tables, draft.drift(), draft.window());
    }

    private Optional<SellerRoute> findRoute(Draft draft, TablePlan table) {
        return sellers.find(draft.live(), table.table()).filter(found -> table.shape().columns().stream()
                .map(Column::name)
                .toList()
                .containsAll(found.start()));
    }

    private List<TableChanges> tellChanges(Draft draft, Recorded recorded, Comparison comparison) {
        return draft.tables().stream()
                .flatMap(table -> recorded
                        .find(table.table())
                        .filter(companion -> companion.table().key().equals(table.key()))
                        .map(companion -> new TableChanges(
                                table.table(),
                                comparison.tellChanges(table, companion, recorded.state(), findRoute(draft, table))))
                        .stream())
                .toList();
    }

    private static List<ForeignKeyEffect> effects(Draft draft, Comparison comparison) {
        PlannedForeignKeys keys = new PlannedForeignKeys(draft.live(), draft.tables());
        List<Subject> writing = draft.tables().stream()
                .filter(table -> table.counts().toWrite() > 0)
                .map(Subject::of)
                .toList();
        List<ForeignKeyEffect> effects = new ArrayList<>(keys.uncounted());
        keys.touched()
                .forEach(key -> effects.add(
                        comparison.countEffect(key, keys.shape(key.from()), keys.shape(key.to()), writing)));
        return effects;
    }

    private static TableShape find(StoreSchema live, TableShape wanted) {
        return live.findTable(wanted.id())
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.TABLE_UNKNOWN,
                        "Cannot take the restore back: table " + wanted.id() + " is gone",
                        "Plan a restore from a snapshot instead."));
    }
}
