package io.tillback.timeline;

import io.tillback.model.Column;
import java.util.Optional;

/**
 * Where one column of a stage takes its values from.
 *
 * @param live the column as it is built today: its name, type and collation are the stage's
 * @param then the column of the past that holds the values; empty if {@code value} is given
 * @param value one value for all rows
 */
public record PastColumn(Column live, Optional<Column> then, Optional<String> value) {
    public static PastColumn from(Column live, Column then) {
        return new PastColumn(live, Optional.of(then), Optional.empty());
    }

    public static PastColumn valued(Column live, String value) {
        return new PastColumn(live, Optional.empty(), Optional.of(value));
    }

    /** Whether values that were different then are different today. A collation or a type may call more of them equal. */
    public boolean keepsValuesApart() {
        return then.filter(was -> was.type().equals(live.type()))
                .filter(was -> live.isEqualOnlyToTheByte() || was.values().equals(live.values()))
                .isPresent();
    }

    /** Whether the values can be loaded as they are: the same column, of the same type. */
    public boolean isUnchanged() {
        return then.filter(was -> was.name().equals(live.name()) && was.type().equals(live.type()))
                .isPresent();
    }
}
