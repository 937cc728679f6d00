package io.tillback.model;

import java.util.List;
import java.util.Optional;

/**
 * Everything of a store's database that Tillback looks at.
 *
 * @param tables the protected tables, by name
 * @param unprotected what stays outside, each with the reason
 * @param unseenForeignKeys those of tables that may not be read
 * @param partitionForeignKeys those that only some partitions of a table declare, told of the whole table: they bind some
 *     of its rows, so they are no part of its shape
 */
public record StoreSchema(
        List<TableShape> tables,
        List<Unprotected> unprotected,
        List<ForeignKey> unseenForeignKeys,
        List<ForeignKey> partitionForeignKeys) {
    /** Something a snapshot cannot hold. */
    public record Unprotected(String what, String reason) {}

    public StoreSchema {
        tables = List.copyOf(tables);
        unprotected = List.copyOf(unprotected);
        unseenForeignKeys = List.copyOf(unseenForeignKeys);
        partitionForeignKeys = List.copyOf(partitionForeignKeys);
    }

    public Optional<TableShape> findTable(TableId id) {
        return tables.stream().filter(table -> table.id().equals(id)).findFirst();
    }
}
