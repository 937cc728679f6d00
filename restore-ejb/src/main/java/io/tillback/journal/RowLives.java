package io.tillback.journal;

import io.tillback.model.Companion;
import io.tillback.model.PastState;
import io.tillback.model.RowKey;
import io.tillback.model.TableShape;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Port: what the journal and the live tables say of rows, by their keys. Everything is answered in one consistent view. */
public interface RowLives {
    /** Where a row is. */
    enum Whereabouts {
        THERE,
        GONE
    }

    /**
     * What became of a row.
     *
     * @param key as the database prints it
     * @param removal empty if the row is there, or nothing is recorded of its removal
     */
    record Fate(RowKey key, Whereabouts now, Optional<Removal> removal) {}

    /**
     * Whether rows are there, of a table that is not recorded.
     *
     * @return one for each key, in no order; keys that are equal to the database count once
     * @throws io.tillback.fault.RestoreException KEY_INVALID if a value is not of its column's type
     */
    List<Fate> findFates(TableShape table, Collection<RowKey> keys);

    /** The same of a table that is recorded, with who removed those that are gone. */
    List<Fate> findFates(Companion companion, Collection<RowKey> keys);

    /** Of several transactions the one that moments see first; empty if every moment kept sees one of them. */
    Optional<Removal> findEarliest(Collection<Removal> removals);

    /** Those of some rows that were not there in a state. */
    List<RowKey> findMissing(Companion companion, PastState state, Collection<RowKey> keys);

    /**
     * A row's records, newest first.
     *
     * @param before the position of the last record already seen; empty text for the newest
     * @param limit how many at most
     * @throws io.tillback.fault.RestoreException KEY_INVALID, REQUEST_INVALID if there is no such position
     */
    List<RowChange> findChanges(Companion companion, RowKey key, String before, int limit);
}
