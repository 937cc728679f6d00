package io.tillback.hook;

import java.util.List;

/**
 * A restore was committed and the shared caches are already dropped: what a store observes.
 *
 * @param restoreId the restore's id, as the console shows it; the same one may be heard twice
 * @param tables what it wrote to, such as {@code shop.product}; any order
 */
public record RowsRestored(String restoreId, List<String> tables) {

    /** Keeps a copy of the tables. */
    public RowsRestored {
        tables = List.copyOf(tables);
    }
}
