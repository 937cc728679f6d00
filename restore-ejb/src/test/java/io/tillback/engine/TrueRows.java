package io.tillback.engine;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows of each relation, equal ones counted. */
final class TrueRows {
    /** What a transaction did to one row, or to a whole relation. */
    record Change(Kind kind, int relation, RowHash row) {}

    enum Kind {
        CAME,
        WENT,
        CLEARED
    }

    private final Map<Integer, Map<RowHash, Integer>> rows = new HashMap<>();

    void apply(Collection<Change> changes) {
        changes.forEach(this::apply);
    }

    private void apply(Change change) {
        Map<RowHash, Integer> relation = rows.computeIfAbsent(change.relation(), oid -> new HashMap<>());
        switch (change.kind()) {
            case CAME -> relation.merge(change.row(), 1, Integer::sum);
            case CLEARED -> relation.clear();
            case WENT -> {
                if (!relation.containsKey(change.row())) {
                    throw new IllegalStateException("The log contradicts itself: " + change + " was not there");
                }
                relation.computeIfPresent(change.row(), (row, count) -> count == 1 ? null : count - 1);
            }
        }
    }

    /** @param pieces the relations that hold a table's rows */
    Map<RowHash, Integer> of(List<Integer> pieces) {
        Map<RowHash, Integer> all = new HashMap<>();
        pieces.forEach(piece ->
                rows.getOrDefault(piece, Map.of()).forEach((row, count) -> all.merge(row, count, Integer::sum)));
        return all;
    }
}
