package io.tillback.journal;

import io.tillback.model.ChangeCriteria;
import io.tillback.model.Stretch;
import io.tillback.model.TableId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Port: what the journal and the live rows say of changes. Each question is answered in one consistent view.
 *
 * <p>All of it throws CONDITION_INVALID if a value is not of its column's type, and KEY_INVALID if a key is not.
 */
public interface ChangeSearch {
    /** More than any transaction's number. */
    long NEWEST = -1;

    /**
     * Transactions with changes that are looked for, the greatest number first. Reads no more of the journal than that takes,
     * where rows need not be compared.
     *
     * @param below a number without a sign that all of them are less than; {@link #NEWEST}: any
     * @param limit how many at most
     */
    List<FoundTransaction> findTransactions(List<Stretch> stretches, ChangeCriteria criteria, long below, int limit);

    /** Changes of a table whose statements began in a bucket of time. */
    record Tally(TableId table, Instant from, long changes) {}

    /**
     * Counts changes over time; a bucket without any is left out.
     *
     * @param from where the first bucket begins: what began before is counted there
     */
    List<Tally> countOverTime(List<Stretch> stretches, ChangeCriteria criteria, Duration bucket, Instant from);

    /** What became of rows in a stretch, of the greatest transaction first; within one, in the order of the log. */
    List<RowStep> findSteps(Stretch stretch, ChangeCriteria criteria, long skipped, int limit);

    /**
     * What has changed in each stretch, by column and value.
     *
     * @param most pairs of values of a column
     */
    List<TableDigest> digest(List<Stretch> stretches, ChangeCriteria criteria, int most);
}
