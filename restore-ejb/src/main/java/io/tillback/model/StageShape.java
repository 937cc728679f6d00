package io.tillback.model;

import java.util.List;

/**
 * How a stage holds rows of the past.
 *
 * @param columns in the order in which rows are loaded
 * @param key those that tell its rows apart; empty if none do
 */
public record StageShape(List<Column> columns, List<ColumnName> key, Form form) {
    /** As what the values are kept. */
    public enum Form {
        /** Of their columns' types. */
        VALUES,
        /** The text that each was printed as. */
        TEXTS
    }

    public StageShape {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /** The key's columns, in its order. */
    public List<Column> keyColumns() {
        return key.stream()
                .flatMap(name -> columns.stream().filter(column -> column.name().equals(name)))
                .toList();
    }
}
