package io.tillback.journal;

import io.tillback.model.ColumnName;
import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one transaction made of one row, however many statements it took.
 *
 * @param transaction the database's own number, of 64 bits without a sign
 * @param at when its first statement on the row began, UTC
 * @param key as the database prints it
 * @param values of a row that was there before and is after: those that differ; otherwise all of them
 * @param after whether the values after it are known: not those that the last change left before recording ended
 */
public record RowStep(
        TableId table,
        long transaction,
        Instant at,
        RowChange.Kind kind,
        RowKey key,
        List<Value> values,
        Knowledge after) {
    /** Whether something is recorded. */
    public enum Knowledge {
        KNOWN,
        UNKNOWN
    }

    public RowStep {
        values = List.copyOf(values);
    }

    /**
     * A column's values, as the database prints them, cut after 200 letters with an ellipsis.
     *
     * @param before empty for NULL, and where the row was not there
     * @param after empty for NULL, where the row was not there, and where it is not known
     */
    public record Value(ColumnName column, Optional<String> before, Optional<String> after) {}
}
