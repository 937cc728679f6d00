package io.tillback.model;

import java.util.Optional;

/**
 * Where a column of today takes its value from: a column of the target, or one value for all rows.
 *
 * @param column of the table as it is now
 * @param from of the table as it was; empty if {@code value} is given
 * @param value as the database reads it; empty if {@code from} is given
 */
public record ColumnSource(ColumnName column, Optional<ColumnName> from, Optional<String> value) {
    public ColumnSource {
        Check.require(
                from.isPresent() != value.isPresent(),
                "column " + column + " is mapped from a column and a value, or from neither");
    }

    public static ColumnSource from(ColumnName column, ColumnName then) {
        return new ColumnSource(column, Optional.of(then), Optional.empty());
    }

    public static ColumnSource value(ColumnName column, String value) {
        return new ColumnSource(column, Optional.empty(), Optional.of(value));
    }
}
