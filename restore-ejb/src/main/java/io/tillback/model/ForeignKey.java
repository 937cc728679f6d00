package io.tillback.model;

import java.util.List;
import java.util.Objects;

/**
 * A foreign key between two tables.
 *
 * @param name the constraint's name, unique within {@code from}
 * @param fromColumns the referencing columns, in the constraint's order
 * @param toColumns the referenced columns, in the same order
 * @param timing when the database checks it
 * @param onDelete what the database does to referencing rows when the row they refer to goes
 * @param match what a partly null reference means
 */
public record ForeignKey(
        String name,
        TableId from,
        List<ColumnName> fromColumns,
        TableId to,
        List<ColumnName> toColumns,
        CheckTiming timing,
        OnDelete onDelete,
        Match match) {
    public enum CheckTiming {
        EACH_STATEMENT,
        DEFERRABLE
    }

    public enum OnDelete {
        REFUSES,
        CASCADES,
        /** Sets the reference to null, or to its default. */
        CUTS_LOOSE
    }

    public enum Match {
        /** A partly null reference refers to nothing. */
        SIMPLE,
        /** A reference is null as a whole, or not at all. */
        FULL,
        /** A row refers to as many others as it takes to cover its period: the database alone can tell. */
        PERIOD
    }

    public ForeignKey {
        // Manifests written by an earlier version do not say.
        onDelete = Objects.requireNonNullElse(onDelete, OnDelete.REFUSES);
        match = Objects.requireNonNullElse(match, Match.SIMPLE);
        fromColumns = List.copyOf(fromColumns);
        toColumns = List.copyOf(toColumns);
    }

    /** A key that refuses deletes and takes partly null references for none. */
    public ForeignKey(
            String name,
            TableId from,
            List<ColumnName> fromColumns,
            TableId to,
            List<ColumnName> toColumns,
            CheckTiming timing) {
        this(name, from, fromColumns, to, toColumns, timing, OnDelete.REFUSES, Match.SIMPLE);
    }
}
