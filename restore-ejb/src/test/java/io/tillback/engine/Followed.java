package io.tillback.engine;

import io.tillback.engine.GapTable.OnDelete;
import io.tillback.engine.GapTable.Reference;
import io.tillback.engine.TableOracle.Planned;
import io.tillback.engine.WalTransactions.TrueRow;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.Dependents;
import io.tillback.model.RestorePolicy.MissingReferences;
import io.tillback.plan.RowAction;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
                for (Reference reference : table.references()) {
                    growing |= addDependents(table, reference);
                    growing |= addParents(table, reference);
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

    private boolean addDependents(GapTable table, Reference reference) {
        Optional<TableOracle> to = Optional.ofNullable(planned.get(history.shop.table(reference.to())))
                .filter(TableOracle::creates);
        if (policy.dependents() == Dependents.LEAVE || to.isEmpty()) {
            return false;
        }
        return find(table)
                .filter(TableOracle::hasWholeRows)
                .map(from -> addDependents(from, reference, to.get()))
                .orElse(false);
    }

    private static boolean addDependents(TableOracle from, Reference reference, TableOracle to) {
        boolean added = false;
        for (Map.Entry<String, TrueRow> then : from.target().entrySet()) {
            boolean refers = then.getValue()
                    .value(reference.column())
                    .flatMap(parent -> Optional.ofNullable(to.planned().get(parent)))
                    .filter(row -> row.action() == RowAction.CREATE)
                    .isPresent();
            added |= refers && addDependent(from, reference, then.getKey(), then.getValue());
        }
        return added;
    }

    /** If it is gone, or was cut loose: then its reference alone comes back. */
    private static boolean addDependent(TableOracle from, Reference reference, String key, TrueRow then) {
        Optional<TrueRow> live = from.live(key);
        if (live.isPresent()) {
            return reference.onDelete() == OnDelete.CUTS_LOOSE && from.relink(key, reference.column(), then);
        }
        if (from.planned().containsKey(key)) {
            return false;
        }
        from.add(key, new Planned(RowAction.CREATE, live, Optional.of(then)));
        return true;
    }

    private boolean addParents(GapTable table, Reference reference) {
        Optional<TableOracle> from =
                Optional.ofNullable(planned.get(table)).filter(child -> child.writes(reference.column()));
        if (policy.missingReferences() != MissingReferences.CREATE || from.isEmpty()) {
            return false;
        }
        GapTable parent = history.shop.table(reference.to());
        Set<String> live = history.of(parent).rowsAt(history.log.size()).keySet();
        Set<String> missing = from.get().planned().values().stream()
                .filter(row -> row.action() == RowAction.CREATE || row.action() == RowAction.CHANGE)
                .flatMap(row -> row.target().stream())
                .flatMap(row -> row.value(reference.column()).stream())
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
