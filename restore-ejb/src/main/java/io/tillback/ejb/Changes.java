package io.tillback.ejb;

import io.tillback.journal.FoundChanges;
import io.tillback.model.ChangeCriteria;
import jakarta.ejb.Local;

/** Finds recorded changes, by whom and when they were made and what they did; each answer says how far it could look. */
@Local
public interface Changes {
    /**
     * A page of transactions with such changes, newest first.
     *
     * @param from the {@code next} of the page before; empty text for the first
     * @param limit at most 200
     */
    FoundChanges.Transactions findTransactions(ChangeCriteria criteria, String from, int limit);

    /** How many such changes there are, by table and time, with the releases announced in the window. */
    FoundChanges.OverTime count(ChangeCriteria criteria);

    /**
     * A page of what became of rows in given transactions.
     *
     * @param criteria names 1 to 200 transactions
     * @param from the {@code next} of the page before; empty text for the first
     * @param limit at most 500
     */
    FoundChanges.Steps loadRows(ChangeCriteria criteria, String from, int limit);

    /** What such changes have changed, by table, column and value. */
    FoundChanges.Digest digest(ChangeCriteria criteria);
}
