package io.tillback.model;

import java.util.List;
import java.util.Optional;

/**
 * A table as it is built: what a snapshot describes and a plan compares.
 *
 * @param columns in the table's order
 * @param key the columns of the primary key, or of the first unique index without nulls; empty when there is none
 * @param foreignKeys the foreign keys this table declares
 * @param sequences those its columns own
 */
public record TableShape(
        TableId id,
        Kind kind,
        List<Column> columns,
        List<ColumnName> key,
        List<ForeignKey> foreignKeys,
        List<OwnedSequence> sequences) {
    public enum Kind {
        PLAIN,
        PARTITIONED
    }

    public TableShape {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        foreignKeys = List.copyOf(foreignKeys);
        sequences = List.copyOf(sequences);
    }

    /** The same table, with other columns to identify its rows. */
    public TableShape withKey(List<ColumnName> columns) {
        return new TableShape(id, kind, this.columns, columns, foreignKeys, sequences);
    }

    /** The columns whose values a snapshot holds, in the table's order. */
    public List<Column> storedColumns() {
        return columns.stream().filter(Column::isStored).toList();
    }

    public List<Column> keyColumns() {
        return key.stream().map(name -> findColumn(name).orElseThrow()).toList();
    }

    /** Its key's columns alone, in the key's order: how keys without their rows are stored. */
    public TableShape keysOnly() {
        return new TableShape(id, kind, keyColumns(), key, List.of(), List.of());
    }

    /** Whether rows of both can be told apart, and read, in the same way. */
    public boolean holdsRowsLike(TableShape other) {
        return kind == other.kind && key.equals(other.key) && storedColumns().equals(other.storedColumns());
    }

    /** Whether what is recorded of the one can be recorded of the other. */
    public boolean isBuiltLike(TableShape other) {
        return kind == other.kind && key.equals(other.key) && columns.equals(other.columns);
    }

    public Optional<Column> findColumn(ColumnName name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }
}
