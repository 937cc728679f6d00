package io.tillback.jdbc;

import io.tillback.model.ForeignKey;
import io.tillback.model.ForeignKey.OnDelete;
import io.tillback.plan.RowAction;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Which of a plan's rows foreign keys have led to: in each table they are numbered after those that were compared. */
final class FollowedRows {
    private final Map<Integer, Long> compared = new HashMap<>();

    /** A table of the plan is compared, perhaps once more. */
    void forget(int table) {
        compared.remove(table);
    }

    /**
     * Adds the rows to which a foreign key leads; where it had cut rows loose, they take back what they referred to.
     *
     * @param rows that the table's plan has so far, by what becomes of them
     * @return those added
     */
    long add(ForeignKey key, int table, Supplier<Map<RowAction, Long>> rows, LongSupplier adding) {
        if (key.onDelete() != OnDelete.CUTS_LOOSE || compared.containsKey(table)) {
            return adding.getAsLong();
        }
        long before = rows.get().values().stream().mapToLong(Long::longValue).sum();
        long added = adding.getAsLong();
        if (added > 0) {
            compared.put(table, before);
        }
        return added;
    }

    /** The last row that was compared; empty if no foreign key has led to rows after it. */
    OptionalLong lastCompared(int table) {
        Long last = compared.get(table);
        return last == null ? OptionalLong.empty() : OptionalLong.of(last);
    }
}
