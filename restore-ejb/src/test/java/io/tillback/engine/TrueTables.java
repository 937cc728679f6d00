package io.tillback.engine;

import io.tillback.engine.WalTransactions.Change;
import io.tillback.engine.WalTransactions.TrueRow;
import io.tillback.model.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rows of small tables, value by value, as transaction follows transaction. */
final class TrueTables {
    private final Map<TableId, List<TrueRow>> rows;

    TrueTables() {
        this(Map.of());
    }

    private TrueTables(Map<TableId, List<TrueRow>> rows) {
        this.rows = new HashMap<>();
        rows.forEach((table, some) -> this.rows.put(table, new ArrayList<>(some)));
    }

    TrueTables copy() {
        return new TrueTables(rows);
    }

    List<TrueRow> of(TableId table) {
        return rows.computeIfAbsent(table, id -> new ArrayList<>());
    }

    /** By the texts of its key. */
    Optional<TrueRow> find(TableId table, List<String> columns, List<String> key) {
        return of(table).stream()
                .filter(row -> columns.stream()
                        .map(column -> row.value(column).orElse(""))
                        .toList()
                        .equals(key))
                .findFirst();
    }

    @Override
    public String toString() {
        return rows.toString();
    }

    void apply(List<Change> changes) {
        for (Change change : changes) {
            List<TrueRow> table = of(change.table());
            if (change.kind() == WalTransactions.Kind.TRUNCATED) {
                table.clear();
            }
            change.before().ifPresent(row -> {
                if (!table.remove(row)) {
                    throw new IllegalStateException("The log contradicts itself: " + change + " was not there");
                }
            });
            change.after().ifPresent(table::add);
        }
    }
}
