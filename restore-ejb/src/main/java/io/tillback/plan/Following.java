package io.tillback.plan;

import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.ForeignKey;
import io.tillback.model.ForeignKey.Match;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.Dependents;
import io.tillback.model.RestorePolicy.MissingReferences;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.plan.PlanWorkspace.Comparison;
import io.tillback.plan.PlanWorkspace.Presence;
import io.tillback.plan.PlanWorkspace.Subject;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Follows foreign keys from the plan's rows, as the policy says, until there is nothing left to follow. */
final class Following {
    private final RestorePolicy policy;
    private final StoreSchema live;
    private final Tasks tasks;
    private final Comparison comparison;

    Following(RestorePolicy policy, StoreSchema live, Tasks tasks, Comparison comparison) {
        this.policy = policy;
        this.live = live;
        this.tasks = tasks;
        this.comparison = comparison;
    }

    /** Whether all of a table's past is needed, although only some of its rows are in scope. */
    static boolean needsWhole(RestorePolicy policy, StoreSchema live, TableId table, Set<TableId> requested) {
        boolean mayBeParent = policy.missingReferences() == MissingReferences.CREATE
                && live.tables().stream()
                        .flatMap(from -> from.foreignKeys().stream())
                        .filter(key -> key.match() != Match.PERIOD)
                        .anyMatch(key -> key.to().equals(table));
        if (mayBeParent || policy.dependents() != Dependents.FOLLOW) {
            return mayBeParent;
        }
        // A parent that is created because one row refers to it brings back what else had referred to it.
        return leadsToAny(
                live,
                table,
                policy.missingReferences() == MissingReferences.CREATE ? related(live, requested) : requested);
    }

    /** Tables that foreign keys lead to from some, in whichever direction. */
    private static Set<TableId> related(StoreSchema live, Set<TableId> some) {
        Set<TableId> related = new HashSet<>(some);
        boolean growing = true;
        while (growing) {
            growing = false;
            for (TableShape table : live.tables()) {
                for (ForeignKey key : table.foreignKeys()) {
                    if (related.contains(key.from()) || related.contains(key.to())) {
                        growing |= related.add(key.from());
                        growing |= related.add(key.to());
                    }
                }
            }
        }
        return related;
    }

    private static boolean leadsToAny(StoreSchema live, TableId start, Set<TableId> goals) {
        Set<TableId> reached = new HashSet<>();
        Set<TableId> left = new LinkedHashSet<>(Set.of(start));
        while (!left.isEmpty()) {
            TableId next = left.iterator().next();
            left.remove(next);
            for (ForeignKey key :
                    live.findTable(next).map(TableShape::foreignKeys).orElse(List.of())) {
                if (reached.add(key.to())) {
                    left.add(key.to());
                }
            }
        }
        return goals.stream().anyMatch(reached::contains);
    }

    /**
     * Adds rows to the plans of staged tables.
     *
     * @return tables that have to be staged first, after which all is asked again
     */
    Set<TableId> addRelated() {
        Set<TableId> unstaged = new LinkedHashSet<>();
        boolean growing = true;
        while (growing) {
            growing = false;
            for (ForeignKey key : keys()) {
                growing |= follow(key, unstaged);
            }
        }
        return unstaged;
    }

    private boolean follow(ForeignKey key, Set<TableId> unstaged) {
        long added = 0;
        if (policy.dependents() == Dependents.FOLLOW && creates(key.to())) {
            added += between(key, key.from(), unstaged, (from, to) -> comparison.addDependents(key, from, to));
        }
        if (policy.missingReferences() == MissingReferences.CREATE && writes(key.from())) {
            added += between(key, key.to(), unstaged, (from, to) -> comparison.addParents(key, from, to));
        }
        return added > 0;
    }

    @FunctionalInterface
    private interface Step {
        long add(Subject from, Subject to);
    }

    /**
     * Where the table that is followed to is not staged yet, the row's being wanted is decided later. Where only some of its
     * columns are asked for, none comes: the others would be empty.
     */
    private long between(ForeignKey key, TableId followed, Set<TableId> unstaged, Step step) {
        Optional<Task> task = tasks.find(followed);
        if (task.isEmpty()) {
            if (isNeeded(key, followed)) {
                unstaged.add(followed);
            }
            return 0;
        }
        if (!task.get().scope().columns().match(() -> true, some -> false)) {
            return 0;
        }
        Subject from = tasks.find(key.from()).orElseThrow().subject();
        Subject to = tasks.find(key.to()).orElseThrow().subject();
        boolean planned =
                from.columns().containsAll(key.fromColumns()) && to.columns().containsAll(key.toColumns());
        return planned && live.findTable(followed).isPresent() ? step.add(from, to) : 0;
    }

    /** Dependents are looked for in the past; parents only where one is missing. */
    private boolean isNeeded(ForeignKey key, TableId followed) {
        if (live.findTable(followed).isEmpty()) {
            return false;
        }
        return !followed.equals(key.to())
                || comparison
                                .countEffect(key, shape(key.from()), shape(key.to()), subjects())
                                .missingParents()
                        > 0;
    }

    /** Decides what becomes of references that still lead nowhere. */
    void settleOrphans() {
        boolean settling = policy.missingReferences() == MissingReferences.SKIP
                || policy.missingReferences() == MissingReferences.NULL;
        while (settling) {
            settling = false;
            for (ForeignKey key : keys()) {
                settling |= writes(key.from()) && settle(key) > 0;
            }
        }
    }

    private long settle(ForeignKey key) {
        Optional<TableShape> to = live.findTable(key.to());
        if (to.isEmpty() || subjectOf(key.from()).columns().stream().noneMatch(key.fromColumns()::contains)) {
            return 0;
        }
        if (policy.missingReferences() == MissingReferences.SKIP) {
            return comparison.skipOrphans(key, to.get(), subjects());
        }
        List<ColumnName> nullable = nullable(key);
        return nullable.isEmpty() ? 0 : comparison.cutOrphansLoose(key, to.get(), subjects(), nullable);
    }

    /** The columns to null, so that the reference refers to nothing; none if it cannot. */
    private List<ColumnName> nullable(ForeignKey key) {
        Subject from = subjectOf(key.from());
        List<ColumnName> nullable = key.fromColumns().stream()
                .filter(name ->
                        from.columns().contains(name) && !from.live().key().contains(name))
                .filter(name -> from.live().findColumn(name).orElseThrow().nulls() == Column.Nulls.ALLOWED)
                .toList();
        boolean enough = key.match() == ForeignKey.Match.SIMPLE
                || nullable.size() == key.fromColumns().size();
        return enough ? nullable : List.of();
    }

    private List<ForeignKey> keys() {
        return live.tables().stream()
                .flatMap(table -> table.foreignKeys().stream())
                .filter(key -> key.match() != Match.PERIOD)
                .toList();
    }

    private List<Subject> subjects() {
        return tasks.all().stream().map(Task::subject).toList();
    }

    private Subject subjectOf(TableId table) {
        return tasks.find(table).orElseThrow().subject();
    }

    private TableShape shape(TableId table) {
        return tasks.find(table).map(Task::live).or(() -> live.findTable(table)).orElseThrow();
    }

    private boolean creates(TableId table) {
        return count(table, RowAction.CREATE) > 0;
    }

    private boolean writes(TableId table) {
        return count(table, RowAction.CREATE) + count(table, RowAction.CHANGE) > 0;
    }

    private long count(TableId table, RowAction action) {
        return tasks.find(table)
                .filter(task -> task.subject().presence() == Presence.LIVE)
                .map(task -> comparison.countActions(task.subject()).getOrDefault(action, 0L))
                .orElse(0L);
    }
}
