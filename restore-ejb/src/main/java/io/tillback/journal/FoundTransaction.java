package io.tillback.journal;

import io.tillback.model.TableId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A transaction with changes that were looked for.
 *
 * @param number the database's own, of 64 bits without a sign
 * @param from when the first statement with such a change began, UTC
 * @param to when the last one began
 * @param who empty if it was not recorded
 * @param tables how many changes were found in each, in the tables' order
 */
public record FoundTransaction(long number, Instant from, Instant to, Optional<Who> who, List<Count> tables) {
    /** The one that began last comes first, as far as its number tells. */
    public static final Comparator<FoundTransaction> NEWEST_FIRST = Comparator.comparing(
                    FoundTransaction::number, Long::compareUnsigned)
            .reversed();

    public FoundTransaction {
        tables = List.copyOf(tables);
    }

    /**
     * Changes of a table.
     *
     * @param moved rows that took another key: these are among the changed ones, and have entered under the other key
     */
    public record Count(TableId table, long entered, long changed, long deleted, long truncated, long moved) {
        public long total() {
            return entered + changed + deleted + truncated;
        }

        /** Of the same table. */
        public Count plus(Count other) {
            return new Count(
                    table,
                    entered + other.entered,
                    changed + other.changed,
                    deleted + other.deleted,
                    truncated + other.truncated,
                    moved + other.moved);
        }
    }

    public long total() {
        return tables.stream().mapToLong(Count::total).sum();
    }
}
