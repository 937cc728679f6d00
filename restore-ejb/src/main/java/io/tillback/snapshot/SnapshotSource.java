package io.tillback.snapshot;

import io.tillback.model.Companion;
import io.tillback.model.Moment;
import io.tillback.model.ShippedPart;
import io.tillback.model.Slice;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Port: the database to copy. */
public interface SnapshotSource {
    /**
     * Opens one consistent view of the whole database. Nobody is kept waiting by it: tables can be read, written, altered
     * and dropped by others as before.
     */
    View open();

    /** A consistent view, which any number of threads can copy from, each with a {@link Reader} of its own. */
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

        /** Cuts every table into parts of about {@code targetBytes}, at least one each, that hold every row exactly once. */
        Map<TableId, List<TableRange>> ranges(long targetBytes);

        /** Tells the database from any other that goes by the same name. */
        String incarnation();

        /** Where changes are, or were, recorded, in the order in which that began. */
        List<Recorded> findRecorded();

        /** Numbers of companions that may have records of transactions that a moment does not see; 0: of who made changes. */
        Set<Integer> findWritten(Moment since);

        /** Joins the view. */
        Reader openReader();

        @Override
        void close();
    }

    /** Copies from a view, one part after the other. Not safe for concurrent use. */
    interface Reader extends AutoCloseable {
        /**
         * Streams a part as CSV without header, stored columns in the table's order, NULL as nothing, empty text as "".
         * While it does, the table cannot be altered or dropped.
         *
         * @param rows receives the bytes of one row at a time, line end included
         * @throws io.tillback.fault.RestoreException SCHEMA_CHANGED if the view's rows cannot be read any more, or not
         *     all of them: the table was truncated, rewritten, altered or dropped since the view was opened
         */
        void copy(TableShape table, TableRange range, CopySink rows);

        /**
         * Streams, in the same form, the rows of a table that changed since a moment, as the journal recorded it.
         *
         * @param pieces of the table, none of them twice
         * @throws io.tillback.fault.RestoreException SCHEMA_CHANGED as above
         */
        void copyChanged(Companion companion, List<TableRange> pieces, Since since, CopySink rows);

        /**
         * Whether a companion has records of transactions that a moment does not see.
         *
         * @throws io.tillback.fault.RestoreException SCHEMA_CHANGED if it was dropped since the view was opened
         */
        boolean hasRecords(Companion companion, Moment since);

        /**
         * Streams, as CSV with a header, what a shipment holds of a table since a moment.
         *
         * @param pieces of the table, none of them twice; none where only records are wanted
         * @throws io.tillback.fault.RestoreException SCHEMA_CHANGED as above
         */
        void ship(Companion companion, List<TableRange> pieces, Shipped what, CopySink lines);

        /** Streams in the same form, with a header, who made the changes since a moment. */
        void shipTransactions(Moment since, CopySink lines);

        /** Streams in the same form the moments that were kept since another. */
        void shipMoments(Moment since, CopySink lines);

        @Override
        void close();
    }

    /** What of a table is shipped. */
    record Shipped(ShippedPart part, Moment since) {}

    /**
     * A companion as the view sees it.
     *
     * @param since what its interval began at
     */
    record Recorded(Companion companion, Moment since, Written written) {}

    /** Whether a companion is written to. */
    enum Written {
        STILL,
        NO_MORE
    }

    /** Which rows that changed are wanted. */
    record Since(Moment moment, Side side, Slice slice) {
        Since(Moment moment, Side side) {
            this(moment, side, Slice.WHOLE);
        }
    }

    /** How they are wanted. */
    enum Side {
        /** As they were at the moment, where they were there. */
        THEN,
        /** As the view sees them, where it does. */
        NOW,
        /** The keys of those that the view does not see: their columns alone, in the key's order. */
        GONE
    }

    /** Takes COPY bytes as they come. */
    @FunctionalInterface
    interface CopySink {
        void accept(byte[] row);
    }
}
