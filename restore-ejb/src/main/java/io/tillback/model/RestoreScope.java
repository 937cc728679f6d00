package io.tillback.model;

/** What one table contributes to a plan: some of its columns, for some of its rows. */
public record RestoreScope(TableId table, ColumnScope columns, RowScope rows) {
    public static RestoreScope wholeTable(TableId table) {
        return new RestoreScope(table, new ColumnScope.AllColumns(), new RowScope.AllRows());
    }
}
