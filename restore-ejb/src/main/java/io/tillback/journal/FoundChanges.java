package io.tillback.journal;

import io.tillback.journal.ChangeSearch.Tally;
import io.tillback.model.RowKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a search for changes answers; each answer says how far it could look. */
public final class FoundChanges {
    private FoundChanges() {}

    /**
     * A page of transactions.
     *
     * @param transactions the greatest number first
     * @param rows those whose changes were found, where the criteria are about rows of a table; empty where they are not, where
     *     there are more than {@link ChangeFinder#MOST_NAMED}, and where a row took another key meanwhile
     * @param next what the next page begins with; empty on the last
     */
    public record Transactions(
            List<FoundTransaction> transactions, List<RowKey> rows, Optional<String> next, Searched searched) {
        public Transactions {
            transactions = List.copyOf(transactions);
            rows = List.copyOf(rows);
        }
    }

    /**
     * Changes over time.
     *
     * @param bucket how long each stretch of time is
     * @param tallies by table, then by time; a bucket without a change is left out
     * @param releases announced within the window, the last one first
     */
    public record OverTime(Duration bucket, List<Tally> tallies, List<Release> releases, Searched searched) {
        public OverTime {
            tallies = List.copyOf(tallies);
            releases = List.copyOf(releases);
        }
    }

    /**
     * A page of what became of rows.
     *
     * @param steps of the greatest transaction first; within one table and transaction in the order of the log
     * @param next what the next page begins with; empty on the last
     */
    public record Steps(List<RowStep> steps, Optional<String> next, Searched searched) {
        public Steps {
            steps = List.copyOf(steps);
        }
    }

    /** What has changed, by table, column and value. */
    public record Digest(List<TableDigest> tables, Searched searched) {
        public Digest {
            tables = List.copyOf(tables);
        }
    }
}
