package io.tillback.journal;

import io.tillback.model.ColumnName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One change record of a row.
 *
 * @param position where the database's log stood: grows within the row's history
 * @param transaction the database's own number, of 64 bits without a sign
 * @param at when its statement began, UTC
 * @param before the row's values before it; none where the record holds the key only
 * @param who empty if it was not recorded
 */
public record RowChange(
        String position, long transaction, Instant at, Kind kind, List<Value> before, Optional<Who> who) {
    public enum Kind {
        /** The row came, or took this key. */
        ENTERED,
        CHANGED,
        DELETED,
        TRUNCATED,
        /** The row took another key; the values are in the record of its change. */
        MOVED
    }

    public RowChange {
        before = List.copyOf(before);
    }

    /** @param text as the database prints it, cut after 200 letters with an ellipsis; empty for NULL */
    public record Value(ColumnName column, Optional<String> text) {}
}
