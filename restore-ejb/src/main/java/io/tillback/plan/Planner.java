package io.tillback.plan;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.ForeignKey;
import io.tillback.model.Json;
import io.tillback.model.PlanId;
import io.tillback.model.Progress;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowScope;
import io.tillback.model.Sha256;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableShape;
import io.tillback.plan.PlanWorkspace.Comparison;
import io.tillback.plan.PlanWorkspace.EqualAndOutside;
import io.tillback.plan.PlanWorkspace.Subject;
import io.tillback.plan.TablePlan.RowCounts;
import io.tillback.snapshot.Manifest;
import io.tillback.timeline.LiveSchema;
import io.tillback.timeline.Reconstructor;
import io.tillback.timeline.StagedTable;
import io.tillback.timeline.StagingArea;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes plans. Writes nothing to the store's tables. */
public final class Planner {
    private final LiveSchema schema;
    private final Reconstructor reconstructor;
    private final StagingArea staging;
    private final PlanWorkspace workspace;

    public Planner(LiveSchema schema, Reconstructor reconstructor, StagingArea staging, PlanWorkspace workspace) {
        this.schema = schema;
        this.reconstructor = reconstructor;
        this.staging = staging;
        this.workspace = workspace;
    }

    /** A table of the request, found in the live schema. */
    private record Task(RestoreScope scope, Subject subject) {}

    /**
     * Plans a restore to a snapshot's state.
     *
     * @throws RestoreException TABLE_UNKNOWN, TABLE_HAS_NO_KEY, COLUMN_UNKNOWN, SCHEMA_CHANGED and what staging throws
     */
    public Plan planFromSnapshot(PlanId id, RestoreRequest request, Manifest manifest, Progress progress) {
        StoreSchema live = schema.load();
        List<Task> tasks = tasks(request, live);
        try {
            for (Task task : tasks) {
                progress.step("Fetching " + task.scope().table() + " from snapshot " + manifest.id());
                TableShape table = task.subject().live();
                StagedTable stage = reconstructor.stage(
                        id,
                        task.subject().number(),
                        manifest,
                        table,
                        task.scope().rows(),
                        progress);
                SchemaDrift.check(task.subject(), stage.then());
            }
            progress.step("Comparing with the live rows");
            try (Comparison comparison = workspace.open(id)) {
                List<TablePlan> tables = new ArrayList<>();
                for (Task task : tasks) {
                    progress.checkCancelled();
                    tables.add(compare(comparison, task, request));
                }
                Window window = new Window(manifest.moment().takenAt(), comparison.seenAt());
                return finish(id, request, live, comparison, tables, window, progress);
            }
        } finally {
            staging.drop(id);
        }
    }

    /** Plans to take back what an applied plan wrote; rows that somebody changed since are kept. */
    public Plan planBefore(PlanId id, RestoreRequest request, Plan applied, Instant appliedAt, Progress progress) {
        StoreSchema live = schema.load();
        progress.step("Comparing with the live rows");
        try (Comparison comparison = workspace.open(id)) {
            List<TablePlan> tables = new ArrayList<>();
            for (TablePlan before : applied.tables()) {
                TableShape table = find(live, before.shape());
                SchemaDrift.checkColumns(before, table);
                Subject subject = new Subject(before.number(), table, before.columns());
                Map<RowAction, Long> actions = comparison.compareWithApplied(subject, applied.id(), before.number());
                long equal = comparison.countEqualToApplied(subject, applied.id(), before.number());
                tables.add(table(subject, actions, equal, 0));
            }
            return finish(id, request, live, comparison, tables, new Window(appliedAt, comparison.seenAt()), progress);
        }
    }

    /** From the target to the moment the live rows were looked at. */
    record Window(Instant from, Instant to) {}

    private List<Task> tasks(RestoreRequest request, StoreSchema live) {
        List<Task> tasks = new ArrayList<>();
        for (RestoreScope scope : request.scopes()) {
            TableShape table = live.findTable(scope.table())
                    .orElseThrow(() -> new RestoreException(
                            ErrorCode.TABLE_UNKNOWN,
                            "Cannot restore " + scope.table() + ": the store has no such protected table",
                            "Name one of the protected tables; case and spaces count."));
            requireKey(scope, table);
            tasks.add(new Task(scope, new Subject(tasks.size() + 1, table, columns(scope, table))));
        }
        return tasks;
    }

    /** Without a key nothing tells which row was which: rows come and go whole, and equal ones are counted. */
    private static void requireKey(RestoreScope scope, TableShape table) {
        boolean needed = scope.columns().match(() -> false, some -> true)
                || scope.rows().match(() -> false, keys -> true, matching -> false);
        if (needed && table.key().isEmpty()) {
            throw new RestoreException(
                    ErrorCode.TABLE_HAS_NO_KEY,
                    "Cannot restore columns, or rows by key, of " + table.id()
                            + ": it has no primary key and no unique index without nulls, so nothing tells which row was"
                            + " which",
                    "Restore whole rows, all of them or by a condition; or add a primary key.");
        }
    }

    private static List<ColumnName> columns(RestoreScope scope, TableShape table) {
        List<ColumnName> stored =
                table.storedColumns().stream().map(Column::name).toList();
        return scope.columns().match(() -> stored, some -> {
            for (ColumnName name : some.names()) {
                requireRestorable(table, name);
            }
            return stored.stream()
                    .filter(name -> table.key().contains(name) || some.names().contains(name))
                    .toList();
        });
    }

    private static void requireRestorable(TableShape table, ColumnName name) {
        Column column = table.findColumn(name)
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.COLUMN_UNKNOWN,
                        "Cannot restore column " + name + ": " + table.id() + " has no such column",
                        "Name one of its columns; case and spaces count."));
        if (!column.isStored() || table.key().contains(name)) {
            throw new RestoreException(
                    ErrorCode.COLUMN_NOT_RESTORABLE,
                    "Cannot restore column " + name + " of " + table.id() + ": it is "
                            + (column.isStored() ? "part of the key" : "computed by the database"),
                    column.isStored() ? "Restore whole rows instead." : "Restore the columns it is computed from.");
        }
    }

    private static TablePlan compare(Comparison comparison, Task task, RestoreRequest request) {
        Subject subject = task.subject();
        RowScope rows = task.scope().rows();
        Map<RowAction, Long> actions = comparison.compareWithStage(
                subject, rows, request.policy(), task.scope().columns());
        EqualAndOutside rest = comparison.countEqualAndOutside(subject, rows);
        return table(subject, actions, rest.equal(), rest.outside());
    }

    private static TablePlan table(Subject subject, Map<RowAction, Long> actions, long equal, long outside) {
        RowCounts counts = new RowCounts(
                actions.getOrDefault(RowAction.CREATE, 0L),
                actions.getOrDefault(RowAction.CHANGE, 0L),
                actions.getOrDefault(RowAction.REMOVE, 0L),
                equal,
                actions.getOrDefault(RowAction.KEEP, 0L),
                outside);
        return new TablePlan(subject.live(), subject.number(), subject.columns(), counts);
    }

    private Plan finish(
            PlanId id,
            RestoreRequest request,
            StoreSchema live,
            Comparison comparison,
            List<TablePlan> tables,
            Window window,
            Progress progress) {
        progress.step("Asking the foreign keys");
        List<ForeignKeyEffect> effects = effects(live, comparison, tables);
        progress.step("Taking the plan's fingerprint");
        StringBuilder content = new StringBuilder(Json.write(request)).append(window.to());
        tables.forEach(table -> content.append('\n').append(comparison.digest(subject(table))));
        String fingerprint = Sha256.of(content.toString());
        DataGap gap = DataGaps.of(request, tables, window, fingerprint);
        comparison.keep();
        return new Plan(id, request, window.from(), window.to(), tables, effects, gap, fingerprint);
    }

    private static Subject subject(TablePlan table) {
        return new Subject(table.number(), table.shape(), table.columns());
    }

    /** Every foreign key whose columns the plan writes, at either end. */
    private static List<ForeignKeyEffect> effects(StoreSchema live, Comparison comparison, List<TablePlan> tables) {
        List<TablePlan> writing =
                tables.stream().filter(table -> table.counts().toWrite() > 0).toList();
        List<Subject> subjects = writing.stream().map(Planner::subject).toList();
        List<ForeignKeyEffect> effects = new ArrayList<>();
        for (TableShape from : live.tables()) {
            for (ForeignKey key : from.foreignKeys()) {
                if (touches(key, writing)) {
                    live.findTable(key.to())
                            .ifPresent(to -> effects.add(comparison.countEffect(key, from, to, subjects)));
                }
            }
        }
        return effects;
    }

    private static boolean touches(ForeignKey key, List<TablePlan> tables) {
        return tables.stream().anyMatch(table -> {
            List<ColumnName> written = written(table);
            boolean refers = table.table().equals(key.from())
                    && key.fromColumns().stream().anyMatch(written::contains);
            boolean referred =
                    table.table().equals(key.to()) && key.toColumns().stream().anyMatch(written::contains);
            return refers || referred;
        });
    }

    /** The key is written only where rows come or go. */
    private static List<ColumnName> written(TablePlan table) {
        if (table.counts().create() + table.counts().remove() > 0) {
            return table.columns();
        }
        return table.columns().stream()
                .filter(name -> !table.key().contains(name))
                .toList();
    }

    private static TableShape find(StoreSchema live, TableShape wanted) {
        return live.findTable(wanted.id())
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.TABLE_UNKNOWN,
                        "Cannot take the restore back: table " + wanted.id() + " is gone",
                        "Plan a restore from a snapshot instead."));
    }
}
