package io.tillback.model;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Which columns of a table a plan may write. */
public sealed interface ColumnScope {
    /** Every column: rows may also be created and removed. */
    record AllColumns() implements ColumnScope {}

    /** Some columns: rows that exist on both sides are changed, none is created or removed. */
    record Columns(List<ColumnName> names) implements ColumnScope {
        public Columns {
            names = List.copyOf(names);
            Check.notEmpty(names, "list of columns");
            Check.require(names.stream().distinct().count() == names.size(), "a column is named twice");
        }
    }

    default <T> T match(Supplier<T> all, Function<Columns, T> some) {
        if (this instanceof Columns columns) {
            return some.apply(columns);
        }
        return all.get();
    }
}
