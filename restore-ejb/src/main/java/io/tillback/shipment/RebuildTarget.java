package io.tillback.shipment;

import io.tillback.fault.RestoreException;
import io.tillback.model.Moment;
import io.tillback.model.OwnedSequence;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Port: a database in which tables are built again, in one transaction: they are there all at once, or none is. */
public interface RebuildTarget {
    /** Whether a moment sees all transactions that another sees. */
    boolean includes(Moment later, Moment earlier);

    Work begin();

    /** How lines come. */
    enum Lines {
        BARE,
        /** After one that names the columns. */
        NAMED
    }

    /** Everything between begin and commit; closing it without {@link #commit} rolls back. */
    interface Work extends AutoCloseable {
        /** Those of some tables that stand already. */
        List<TableId> findStanding(Collection<TableId> tables);

        /** Begins to load rows in the order of the stored columns. */
        Load load(TableShape table, Lines lines);

        /** Makes room for what happened to a table's rows since they were loaded. */
        void beginChanges(TableShape table);

        /**
         * Begins to load the keys of rows that came, changed or went.
         *
         * @param number of the step: later ones are higher
         */
        Load loadChangedKeys(TableShape table, int number);

        /** Begins to load those of these rows that were there after the step. */
        Load loadChangedRows(TableShape table, int number);

        /** @return how many more rows there are, now that all of it has happened */
        long makeChanges(TableShape table);

        /** @return why the database refused it, if it did; then nothing of it stays */
        Optional<String> attempt(String statement);

        /** @return why the database refused a value that steps gave it, if it did; then nothing of the steps stays */
        Optional<RestoreException> attempt(Runnable steps);

        /**
         * Goes on where a sequence had got to, or where it has got to since.
         *
         * @return why the database refused it, if it did
         */
        Optional<String> advance(TableShape table, OwnedSequence sequence);

        void commit();

        @Override
        void close();
    }

    /** Rows being loaded. Closing it without {@link #complete} abandons them. */
    interface Load extends AutoCloseable {
        void write(byte[] csv, int offset, int length);

        /** @return rows loaded */
        long complete();

        @Override
        void close();
    }
}
