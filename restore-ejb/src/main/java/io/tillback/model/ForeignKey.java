package io.tillback.model;

import java.util.List;

/**
 * A foreign key between two tables.
 *
 * @param name the constraint's name, unique within {@code from}
 * @param fromColumns the referencing columns, in the constraint's order
 * @param toColumns the referenced columns, in the same order
 * @param timing when the database checks it
 */
public record ForeignKey(
        String name,
        TableId from,
        List<ColumnName> fromColumns,
        TableId to,
        List<ColumnName> toColumns,
        CheckTiming timing) {
    public enum CheckTiming {
        EACH_STATEMENT,
        DEFERRABLE
    }

    public ForeignKey {
        fromColumns = List.copyOf(fromColumns);
        toColumns = List.copyOf(toColumns);
    }
}
