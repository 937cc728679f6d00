package io.tillback.model;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Which rows of a table a plan looks at. */
public sealed interface RowScope {
    record AllRows() implements RowScope {}

    /** Rows by key, each key with one value for each key column, in the key's order. */
    record Keys(List<RowKey> keys) implements RowScope {
        public Keys {
            keys = List.copyOf(keys);
            Check.notEmpty(keys, "list of keys");
        }
    }

    /** Rows for which a condition holds, on the side that is named. */
    record Matching(Condition condition, Side side) implements RowScope {}

    /** Which of a row's two states a condition is asked of. */
    enum Side {
        /** As it is now. */
        LIVE,
        /** As it was at the target. */
        TARGET,
        /** Either of them. */
        EITHER
    }

    default <T> T match(Supplier<T> all, Function<Keys, T> keys, Function<Matching, T> matching) {
        if (this instanceof Keys rows) {
            return keys.apply(rows);
        }
        if (this instanceof Matching rows) {
            return matching.apply(rows);
        }
        return all.get();
    }
}
