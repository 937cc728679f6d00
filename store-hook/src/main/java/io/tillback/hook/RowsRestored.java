package io.tillback.hook;

import java.util.List;

/**
 * A restore was committed and the shared caches are already dropped: what a store observes.
 *
 * @param messageId the same message may be heard twice
 * @param restoreId the restore's id, as the console shows it
 * @param tables what it wrote to, such as {@code shop.product}; any order
 * @param written the rows of each of these tables; empty where a Tillback of an earlier version tells
 * @param beyond what else may have changed
 */
public record RowsRestored(
        String messageId, String restoreId, List<String> tables, List<WrittenTable> written, Beyond beyond) {

    /** What a restore may have changed beside the rows it wrote. */
    public enum Beyond {
        NOTHING,
        /** The store's own triggers fired, or it is not known which rows were written. */
        ANYTHING
    }

    /** Keeps copies. */
    public RowsRestored {
        tables = List.copyOf(tables);
        written = List.copyOf(written);
    }

    /**
     * What was written to one table.
     *
     * @param total rows written; those listed may be fewer
     * @param key the columns that name a row; none where rows cannot be named
     * @param rows the first ones if they are many, none if they cannot be named
     * @param seenIn views, partitions and other relations that show the table's rows
     */
    public record WrittenTable(
            TableName name, long total, List<String> key, List<WrittenRow> rows, List<TableName> seenIn) {

        /** Keeps copies. */
        public WrittenTable {
            key = List.copyOf(key);
            rows = List.copyOf(rows);
            seenIn = List.copyOf(seenIn);
        }

        /** Whether every row that was written is listed. */
        public boolean isComplete() {
            return !key.isEmpty() && rows.size() == total;
        }
    }

    /** A table or view, exactly as the database spells it. */
    public record TableName(String schema, String name) {

        /** For people only: ambiguous when a name holds a dot. */
        @Override
        public String toString() {
            return schema + "." + name;
        }
    }

    /**
     * A row that was written.
     *
     * @param was {@code created}, {@code changed} or {@code removed}
     * @param key one value for each column of the key, as the database prints it
     */
    public record WrittenRow(String was, List<String> key) {

        /** Keeps a copy. */
        public WrittenRow {
            key = List.copyOf(key);
        }
    }
}
