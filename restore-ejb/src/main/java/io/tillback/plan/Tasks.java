package io.tillback.plan;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.RestorePolicy.MissingRows;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.model.WayBack;
import io.tillback.plan.TablePlan.Reason;
import io.tillback.plan.TablePlan.Rebuild;
import io.tillback.snapshot.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tables of a plan, found in the live schema and in the snapshot; grows while foreign keys are followed. */
final class Tasks {
    private final RestoreRequest request;
    private final Past past;
    private final StoreSchema live;
    private final List<Task> tasks = new ArrayList<>();

    Tasks(RestoreRequest request, Past past, StoreSchema live) {
        this.request = request;
        this.past = past;
        this.live = live;
        request.scopes().forEach(this::addRequested);
    }

    List<Task> all() {
        return List.copyOf(tasks);
    }

    Optional<Task> find(TableId table) {
        return tasks.stream().filter(task -> task.live().id().equals(table)).findFirst();
    }

    /** How what a snapshot holds of a table becomes what was, if the snapshot is a later one. */
    Optional<WayBack> findBack(Task task) {
        return past.findBack(task.past().shape().id());
    }

    /** What the snapshot that holds a table is built on, if it is an incremental one. */
    Optional<Manifest.Base> findBase(Task task) {
        return past.findBase(task.past().shape().id());
    }

    void replace(Task task) {
        tasks.set(task.number() - 1, task);
    }

    /** Adds a table that foreign keys lead to, if the snapshot holds it and its rows can be told apart. */
    boolean follow(TableId table) {
        Optional<TableShape> now =
                live.findTable(table).filter(shape -> !shape.key().isEmpty());
        Optional<Manifest.Table> then = past.findTable(table);
        if (now.isEmpty() || then.isEmpty()) {
            return false;
        }
        add(RestoreScope.wholeTable(table), Reason.FOLLOWED, now.get(), then.get(), Rebuild.NONE);
        return true;
    }

    private void addRequested(RestoreScope scope) {
        Optional<TableShape> now = live.findTable(scope.table());
        if (now.isPresent()) {
            Manifest.Table then = findPast(scope).orElseThrow(() -> notInSnapshot(scope));
            add(scope, Reason.REQUESTED, requireKey(now.get(), scope), then, Rebuild.NONE);
            return;
        }
        Manifest.Table gone = findPast(scope).orElseThrow(() -> unknown(scope.table()));
        add(scope, Reason.REQUESTED, requireKey(named(gone, scope), scope), gone, requireRebuild(gone, scope));
    }

    private Optional<Manifest.Table> findPast(RestoreScope scope) {
        return past.findTable(scope.past().table().orElse(scope.table()));
    }

    private void add(RestoreScope scope, Reason reason, TableShape now, Manifest.Table then, Rebuild rebuild) {
        SchemaDrift drift = SchemaDrift.between(now, then.shape(), scope);
        tasks.add(new Task(tasks.size() + 1, scope, reason, drift, then, rebuild, Optional.empty()));
    }

    private static TableShape named(Manifest.Table gone, RestoreScope scope) {
        if (!gone.shape().id().equals(scope.table())) {
            throw new RestoreException(
                    ErrorCode.TABLE_UNKNOWN,
                    "Cannot create " + scope.table() + " from " + gone.shape().id()
                            + ": a table that is gone comes back under its own name",
                    "Create the table first, or restore " + gone.shape().id() + ".");
        }
        return gone.shape();
    }

    private Rebuild requireRebuild(Manifest.Table gone, RestoreScope scope) {
        boolean whole = scope.columns().match(() -> true, some -> false);
        if (!whole || request.policy().missing() == MissingRows.LEAVE) {
            throw new RestoreException(
                    ErrorCode.TABLE_UNKNOWN,
                    "Cannot restore " + scope.table() + ": the table was dropped since",
                    "Ask for all its columns and let missing rows be created: the table is then created again.");
        }
        if (gone.definition().first().isEmpty()) {
            throw new RestoreException(
                    ErrorCode.TABLE_UNKNOWN,
                    "Cannot create " + scope.table() + " again: " + past.name() + " does not say how it was defined",
                    "Create the table, then plan again.");
        }
        return new Rebuild(gone.definition().first(), gone.definition().last());
    }

    /** Without a key nothing tells which row was which: rows come and go whole, and equal ones are counted. */
    private static TableShape requireKey(TableShape table, RestoreScope scope) {
        boolean needed = scope.columns().match(() -> false, some -> true)
                || scope.rows().match(() -> false, keys -> true, matching -> false);
        if (needed && table.key().isEmpty() && scope.past().matchBy().isEmpty()) {
            throw new RestoreException(
                    ErrorCode.TABLE_HAS_NO_KEY,
                    "Cannot restore columns, or rows by key, of " + table.id()
                            + ": it has no primary key and no unique index without nulls, so nothing tells which row was"
                            + " which",
                    "Restore whole rows, all of them or by a condition; or name columns that identify its rows"
                            + " (matchBy).");
        }
        return table;
    }

    private RestoreException notInSnapshot(RestoreScope scope) {
        TableId wanted = scope.past().table().orElse(scope.table());
        return new RestoreException(
                ErrorCode.TABLE_NOT_IN_SNAPSHOT,
                "Cannot restore " + scope.table() + ": " + past.name() + " does not hold " + wanted,
                "Choose a snapshot taken while the table existed and was protected, or say how the table was called then"
                        + " (was).");
    }

    private static RestoreException unknown(TableId table) {
        return new RestoreException(
                ErrorCode.TABLE_UNKNOWN,
                "Cannot restore " + table + ": the store has no such protected table",
                "Name one of the protected tables; case and spaces count.");
    }
}
