package io.tillback.model;

import java.util.Objects;

/** What one table contributes to a plan: some of its columns, for some of its rows. */
public record RestoreScope(TableId table, ColumnScope columns, RowScope rows, Past past) {
    public RestoreScope {
        // Plans kept by an earlier version do not say.
        past = Objects.requireNonNullElse(past, Past.SAME);
    }

    /** A table that is named and built as it was. */
    public RestoreScope(TableId table, ColumnScope columns, RowScope rows) {
        this(table, columns, rows, Past.SAME);
    }

    public static RestoreScope wholeTable(TableId table) {
        return new RestoreScope(table, new ColumnScope.AllColumns(), new RowScope.AllRows());
    }

    public RestoreScope withPast(Past other) {
        return new RestoreScope(table, columns, rows, other);
    }
}
