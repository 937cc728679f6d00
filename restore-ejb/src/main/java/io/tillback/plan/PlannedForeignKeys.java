package io.tillback.plan;

import io.tillback.model.ColumnName;
import io.tillback.model.ForeignKey;
import io.tillback.model.ForeignKey.Match;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Which of the store's foreign keys a plan touches, at either end: also those of tables that it does not name. */
public final class PlannedForeignKeys {
    private final StoreSchema live;
    private final List<TablePlan> writing;
    private final Map<TableId, TableShape> tables = new LinkedHashMap<>();

    public PlannedForeignKeys(StoreSchema live, List<TablePlan> tables) {
        this.live = live;
        this.writing =
                tables.stream().filter(table -> table.counts().toWrite() > 0).toList();
        live.tables().forEach(table -> this.tables.put(table.id(), table));
        writing.stream().filter(TablePlan::isRebuilt).forEach(table -> this.tables.put(table.table(), table.shape()));
    }

    /** Those between tables that can be read, and that can be counted. */
    public List<ForeignKey> touched() {
        List<ForeignKey> touched = new ArrayList<>();
        for (TableShape from : tables.values()) {
            from.foreignKeys().stream()
                    .filter(key -> key.match() != Match.PERIOD)
                    .filter(key -> tables.containsKey(key.to()) && (refersWritten(key) || referredWritten(key)))
                    .forEach(touched::add);
        }
        live.partitionForeignKeys().stream()
                .filter(key -> key.match() != Match.PERIOD)
                .filter(key -> tables.containsKey(key.from()) && tables.containsKey(key.to()) && referredWritten(key))
                .forEach(touched::add);
        return touched;
    }

    /** A live table, or one that the plan creates again; at either end of a {@link #touched} key there is one. */
    public TableShape shape(TableId table) {
        return Objects.requireNonNull(tables.get(table));
    }

    /** Those of tables nobody may read, which could dangle or cascade. */
    public List<ForeignKeyEffect> uncounted() {
        return live.unseenForeignKeys().stream()
                .filter(this::takesAwayReferred)
                .map(key -> new ForeignKeyEffect(
                        key, 0, 0, Optional.of("the role may not read that table: grant SELECT on " + key.from())))
                .toList();
    }

    private boolean refersWritten(ForeignKey key) {
        return writing.stream()
                .filter(table -> table.table().equals(key.from()))
                .anyMatch(table -> writes(table, key.fromColumns()));
    }

    /** A row that goes takes all its columns along, also those that are not in the plan. */
    private boolean referredWritten(ForeignKey key) {
        return writing.stream()
                .filter(table -> table.table().equals(key.to()))
                .anyMatch(table -> table.counts().remove() > 0 || writes(table, key.toColumns()));
    }

    private boolean takesAwayReferred(ForeignKey key) {
        return writing.stream()
                .filter(table -> table.table().equals(key.to()))
                .filter(table -> table.counts().remove() + table.counts().change() > 0)
                .anyMatch(table -> table.counts().remove() > 0 || writes(table, key.toColumns()));
    }

    /** The key is written only where rows come or go. */
    private static boolean writes(TablePlan table, List<ColumnName> columns) {
        boolean comesOrGoes = table.counts().create() + table.counts().remove() > 0;
        return columns.stream()
                .filter(table.columns()::contains)
                .anyMatch(name -> comesOrGoes || !table.key().contains(name));
    }
}
