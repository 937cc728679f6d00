package io.tillback.model;

import java.util.List;
import java.util.Optional;

/**
 * Where a table's past is found when it was named or built otherwise then.
 *
 * @param table its name at the target, if another
 * @param columns where columns of today take their value from, if not from the column of the same name
 * @param matchBy columns of today that identify a row on both sides, if not the table's key
 */
public record Past(Optional<TableId> table, List<ColumnSource> columns, List<ColumnName> matchBy) {
    /** Named and built as today. */
    public static final Past SAME = new Past(Optional.empty(), List.of(), List.of());

    public Past {
        columns = List.copyOf(columns);
        matchBy = List.copyOf(matchBy);
        Check.require(
                columns.stream().map(ColumnSource::column).distinct().count() == columns.size(),
                "a column is mapped twice");
        Check.require(matchBy.stream().distinct().count() == matchBy.size(), "a column to match by is named twice");
    }

    public static Past of(ColumnSource... columns) {
        return new Past(Optional.empty(), List.of(columns), List.of());
    }

    public static Past named(TableId table) {
        return new Past(Optional.of(table), List.of(), List.of());
    }

    public static Past matchedBy(ColumnName... columns) {
        return new Past(Optional.empty(), List.of(), List.of(columns));
    }

    public boolean isSame() {
        return equals(SAME);
    }

    public Optional<ColumnSource> findSource(ColumnName column) {
        return columns.stream().filter(source -> source.column().equals(column)).findFirst();
    }
}
