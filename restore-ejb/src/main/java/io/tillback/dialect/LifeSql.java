package io.tillback.dialect;

import io.tillback.model.Companion;
import io.tillback.model.PastState;
import io.tillback.model.Segment;
import io.tillback.model.TableShape;

/**
 * Asks the journal about single rows.
 *
 * <p>Where several keys are asked for, the parameters are arrays of texts, one for each key column.
 */
public interface LifeSql {
    /** Columns: the key's texts (array), whether the row is there; one row for each key. */
    String presence(TableShape table);

    /**
     * As {@link #presence}; then, for rows that are not there, of the transaction that removed them last: its number as text,
     * the operation, when its statement began, where its first record of the row stands; session user, application, client,
     * actor, request and release. Null where none is recorded.
     */
    String removals(Companion companion);

    /**
     * The transaction that a moment sees first. Parameters: their numbers, and the positions of their first records, as arrays of
     * texts. One row; none if every moment kept sees one of them.
     */
    String findEarliest();

    /** The texts (array) of those keys whose rows were not there in a state. */
    String findMissing(Companion companion, PastState state);

    /**
     * One row's records, newest first. Parameters: the key's values as texts, the position before which they stand, how many.
     * Columns: position, transaction, time, operation, values of the stored columns (array of texts, each cut after 201
     * letters; null where the record holds the key only), session user, application, client, actor, request, release.
     */
    String changes(Companion companion);

    /** Settled segments whose records cannot be found by key or transaction yet. Columns: companion, number. */
    String findUnindexed();

    /** Lets records be found by their row's key, and by transaction. For a segment that nobody writes to. */
    String index(Companion companion, Segment settled);
}
