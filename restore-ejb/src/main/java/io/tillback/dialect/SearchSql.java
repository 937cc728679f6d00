package io.tillback.dialect;

import io.tillback.model.ChangeCriteria;
import io.tillback.model.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Searches what was recorded.
 *
 * <p>A <em>step</em> is all that one transaction did to one row: from how it found the row to how it left it.
 */
public interface SearchSql {
    /**
     * What somebody told, as texts of arrays: for each process the transactions from one that told it to the next that told
     * something else, which is left out; NULL if none did.
     */
    record Told(String processes, String first, String next) {}

    /**
     * Numbers of a companion's segments with records of a stretch.
     *
     * @param indexed in which records are found by their row's key, by transaction and by process
     * @param others that are read as a whole
     */
    record Pieces(List<Integer> indexed, List<Integer> others) {
        /** Not asked for: all segments are read through their companion. */
        public static final Pieces UNKNOWN = new Pieces(List.of(), List.of());

        public Pieces {
            indexed = List.copyOf(indexed);
            others = List.copyOf(others);
        }
    }

    /**
     * What is searched, for what.
     *
     * @param told by whoever is looked for; empty: by anybody, or in named transactions, which are asked one by one
     * @param pieces are known where somebody told
     * @param above only transactions of greater numbers, without a sign, are looked for; empty: all
     */
    record Search(Stretch stretch, ChangeCriteria criteria, Optional<Told> told, Pieces pieces, OptionalLong above) {
        public static Search of(Stretch stretch, ChangeCriteria criteria) {
            return new Search(stretch, criteria, Optional.empty(), Pieces.UNKNOWN, OptionalLong.empty());
        }

        public Search within(List<Long> transactions) {
            return of(stretch, criteria.within(transactions));
        }

        public Search in(Pieces known) {
            return new Search(stretch, criteria, told, known, above);
        }
    }

    /**
     * Columns: process, first transaction, next transaction (null if there is none); in no order.
     *
     * @param segments of those that tell who made changes, the only ones to be read; none: all
     */
    Bound findTold(ChangeCriteria.By by, List<Integer> segments);

    /** Columns: number of a segment, its newest transaction (null: it may be written to), whether it is indexed; the newest first. Parameters: none. */
    String findPieces(Stretch stretch);

    /**
     * Transactions with changes that are looked for, the greatest number first. Columns: transaction, how many records were
     * looked at for all of them.
     *
     * @param below the least number, without a sign, that is not wanted
     * @param records how many are looked at, at most: if so many were, there may be more transactions
     */
    Bound findTransactions(Search search, long below, int records);

    /**
     * Columns: transaction, process, when the first and the last statement began, how many rows came, changed, were deleted,
     * were truncated, took another key. One row for each transaction.
     */
    Bound countKinds(Search search);

    /**
     * Who made changes. Columns: transaction, session user, application, client, actor, request, release; no row where it is
     * not recorded. Parameters: transactions and their processes, as arrays of texts.
     */
    String findWho();

    /** Columns: where a bucket begins, how many changes are in it. What began before the window is in its first one. */
    Bound countOverTime(Search search, Duration bucket, Instant from);

    /**
     * Steps, of the greatest transaction first, in the order of the log. Columns: transaction, position, time, operation, the
     * key (array of texts), the stored columns' values before, after (arrays of texts, cut after 201 letters; null where the
     * row was not there), which differ (array; null where one side is missing), whether it is known how the row was left,
     * how many pairs of a row and a transaction were looked at.
     */
    Bound findSteps(Search search, int limit, long offset);

    /**
     * The same, looking at no more pairs of a row and a transaction than a limit, the first in that order: if so many were,
     * there may be more steps. Of criteria by which rows need not be compared, nor their operations.
     */
    Bound findFirstSteps(Search search, int limit, long offset);

    /** One row: how many different rows came, changed, went. */
    Bound countRows(Search search);

    /**
     * Columns: the number of a stored column from 1, value before, value after (cut after 201 letters), how many different
     * rows changed so; and with null for both and true in the fifth column, how many changed in the column at all. The most
     * frequent ones first.
     *
     * @param most pairs of a column
     */
    Bound countValues(Search search, int most);
}
