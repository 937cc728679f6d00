package io.tillback.snapshot;

import io.tillback.model.Moment;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import java.util.List;
import java.util.Map;

/** Port: the database to copy. */
public interface SnapshotSource {
    /**
     * Opens one consistent view of the whole database. Tables in it can be read and written by others as before, but not
     * altered or dropped, until the view is closed.
     */
    View open();

    /** A consistent view; {@link #copy} may run on several threads at once, all of them see the same state. */
    interface View extends AutoCloseable {
        /** Recorded before the first row is read. */
        Moment moment();

        StoreSchema schema();

        /** How each table would be created again. */
        Map<TableId, Manifest.Definition> definitions();

        /** The database's product and version, for the manifest. */
        String engine();

        /** How many transactions the database has ended since it was created: tells how busy the store is. */
        long transactionsSoFar();

        /** Cuts a table into parts of about {@code targetBytes}, at least one, that hold every row exactly once. */
        List<TableRange> ranges(TableShape table, long targetBytes);

        /**
         * Streams a part as CSV without header, stored columns in the table's order, NULL as nothing, empty text as "".
         *
         * @param rows receives the bytes of one row at a time, line end included
         */
        void copy(TableShape table, TableRange range, CopySink rows);

        @Override
        void close();
    }

    /** Takes COPY bytes as they come. */
    @FunctionalInterface
    interface CopySink {
        void accept(byte[] row);
    }
}
