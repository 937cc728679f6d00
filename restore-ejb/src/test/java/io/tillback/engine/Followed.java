package io.tillback.engine;

import io.tillback.engine.GapTable.OnDelete;
import io.tillback.engine.TableOracle.Planned;
import io.tillback.engine.WalTransactions.TrueRow;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.Dependents;
import io.tillback.model.RestorePolicy.MissingReferences;
import io.tillback.plan.RowAction;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Adds to the tables of a plan the rows to which foreign keys lead, as its policy says. */
final class Followed {
    private final GapHistory history;
    private final Map<GapTable, TableOracle> planned;
    private final RestorePolicy policy;
    private final Function<GapTable, Optional<TableOracle>> others;

    /** @param others what the plan has of a table that it does not name; empty of one whose past is not known */
    Followed(
            GapHistory history,
            Map<GapTable, TableOracle> planned,
            RestorePolicy policy,
            Function<GapTable, Optional<TableOracle>> others) {
        this.history = history;
        this.planned = planned;
        this.policy = policy;
        this.others = others;
    }

    void follow() {
        boolean growing = true;
        while (growing) {
            growing = false;
            for (GapTable table : history.shop.tables()) {
                if (table.parent().isPresent()) {
                    growing |= addDependents(table, table.parent().get());
                    growing |= addParents(table, table.parent().get());
                }
            }
        }
    }

    private Optional<TableOracle> find(GapTable table) {
        if (!planned.containsKey(table)) {
            others.apply(table).ifPresent(other -> planned.put(table, other));
        }
        return Optional.ofNullable(planned.get(table));
    }

    private boolean addDependents(GapTable table, GapTable parent) {
        Optional<TableOracle> to = Optional.ofNullable(planned.get(parent)).filter(TableOracle::creates);
        if (policy.dependents() == Dependents.LEAVE || to.isEmpty()) {
            return false;
        }
        return find(table)
                .filter(TableOracle::hasWholeRows)
                .map(from -> addDependents(from, to.get()))
                .orElse(false);
    }

    private boolean addDependents(TableOracle from, TableOracle to) {
        boolean added = false;
        for (Map.Entry<String, TrueRow> then : from.target().entrySet()) {
            Optional<Planned> dependent = dependent(from, to, then.getKey(), then.getValue());
            dependent.ifPresent(row -> add(from, then.getKey(), row));
            added |= dependent.isPresent();
        }
        return added;
    }

    private static void add(TableOracle from, String key, Planned row) {
        if (row.action() == RowAction.CHANGE) {
            from.relink(key, row);
            return;
        }
        from.add(key, row);
    }

    /** Whether it is gone, or was cut loose: then its reference alone comes back. */
    private Optional<Planned> dependent(TableOracle from, TableOracle to, String key, TrueRow then) {
        String leads = from.table().leads();
        boolean refers = then.value(leads)
                .flatMap(parent -> Optional.ofNullable(to.planned().get(parent)))
                .filter(row -> row.action() == RowAction.CREATE)
                .isPresent();
        if (!refers || from.planned().containsKey(key)) {
            return Optional.empty();
        }
        Optional<TrueRow> live = from.live(key);
        if (live.isEmpty()) {
            return Optional.of(new Planned(RowAction.CREATE, live, Optional.of(then)));
        }
        return live.filter(now -> from.table().onDelete() == OnDelete.CUTS_LOOSE)
                .filter(now -> now.value(leads).isEmpty())
                .map(now -> {
                    Map<String, String> values = new TreeMap<>(now.values());
                    values.put(leads, then.value(leads).orElseThrow());
                    return new Planned(RowAction.CHANGE, live, Optional.of(new TrueRow(values)));
                });
    }

    private boolean addParents(GapTable table, GapTable parent) {
        Optional<TableOracle> from =
                Optional.ofNullable(planned.get(table)).filter(child -> child.writes(table.leads()));
        if (policy.missingReferences() != MissingReferences.CREATE || from.isEmpty()) {
            return false;
        }
        Set<String> live = history.of(parent).rowsAt(history.log.size()).keySet();
        Set<String> missing = from.get().planned().values().stream()
                .filter(row -> row.action() == RowAction.CREATE || row.action() == RowAction.CHANGE)
                .flatMap(row -> row.target().stream())
                .flatMap(row -> row.value(table.leads()).stream())
                .filter(key -> !live.contains(key))
                .collect(Collectors.toSet());
        return !missing.isEmpty()
                && find(parent)
                        .filter(TableOracle::hasWholeRows)
                        .map(to -> addParents(missing, to))
                        .orElse(false);
    }

    /** Those too that the plan knows of and would leave away. */
    private static boolean addParents(Set<String> missing, TableOracle to) {
        boolean added = false;
        for (String key : missing) {
            Optional<TrueRow> then = Optional.ofNullable(to.target().get(key));
            boolean comes = Optional.ofNullable(to.planned().get(key))
                    .filter(row -> row.action() == RowAction.CREATE)
                    .isPresent();
            if (then.isPresent() && !comes) {
                to.add(key, new Planned(RowAction.CREATE, Optional.empty(), then));
                added = true;
            }
        }
        return added;
    }
}
