package io.tillback.notice;

import io.tillback.notice.ChangeWatch.Constant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long one column has taken nothing but one value, whoever wrote it, and how long it has ever done so: what is usual of one
 * column is news of another.
 *
 * @param value its digest; empty as long as nothing was written
 * @param rows that took it without another value in between
 * @param transactions that wrote them: by these runs are compared, so that a bulk edit is no long one
 * @param sellers whose rows these are, as numbers; no more than make a column constant
 * @param first the transaction with which it began
 * @param longest how many transactions the longest run before it had
 * @param ended how many runs have ended, as far as it was not one transaction that ended them
 */
public record ColumnRun(
        Optional<String> value,
        long rows,
        long transactions,
        List<Long> sellers,
        Optional<String> first,
        long longest,
        long ended,
        Word word) {
    /** Of a run. */
    public enum Word {
        TOLD,
        NOT_TOLD
    }

    /** So many runs tell how long they usually are. */
    private static final int TELLING = 10;

    /** So many times the longest one is far longer: by chance alone, of runs that end by chance, not one in thousands is. */
    private static final int FAR = 4;

    /** Where runs are shorter, longer ones are told from this length on only. */
    private static final int SHORT = 5;

    public ColumnRun {
        sellers = List.copyOf(sellers);
    }

    public static final ColumnRun NONE =
            new ColumnRun(Optional.empty(), 0, 0, List.of(), Optional.empty(), 0, 0, Word.NOT_TOLD);

    /** Writes of one value, one after the other. */
    public record Streak(String value, long rows, long transactions, List<Long> sellers, String first) {
        public Streak {
            sellers = List.copyOf(sellers);
        }
    }

    /**
     * What was written to the column since the last look.
     *
     * @param head the first streak
     * @param tail the last one; the same if there is only one
     * @param streaks how many there are
     * @param longest transactions of the longest
     * @param transactions all of them
     */
    public record Written(Streak head, Streak tail, long streaks, long longest, long transactions) {}

    /** With the first streak, which goes on with this run or begins another one. */
    public ColumnRun with(Written written, int mostSellers) {
        Streak head = written.head();
        boolean goesOn = value.filter(head.value()::equals).isPresent();
        long turns = written.streaks() - (goesOn || value.isEmpty() ? 1 : 0);
        ColumnRun before = goesOn ? this : over().begun(head.value(), head.first());
        return before.with(head, mostSellers).afterTurns(Math.min(turns, written.transactions()));
    }

    /** Behind the last streak, which is another one. */
    public ColumnRun turned(Written written, int mostSellers) {
        Streak tail = written.tail();
        ColumnRun over = over();
        return new ColumnRun(
                        Optional.of(tail.value()),
                        0,
                        0,
                        List.of(),
                        Optional.of(tail.first()),
                        Math.max(over.longest, written.longest()),
                        over.ended,
                        Word.NOT_TOLD)
                .with(tail, mostSellers);
    }

    private ColumnRun over() {
        return new ColumnRun(
                Optional.empty(),
                0,
                0,
                List.of(),
                Optional.empty(),
                Math.max(longest, transactions),
                ended,
                Word.NOT_TOLD);
    }

    private ColumnRun begun(String with, String transaction) {
        return new ColumnRun(
                Optional.of(with), 0, 0, List.of(), Optional.of(transaction), longest, ended, Word.NOT_TOLD);
    }

    private ColumnRun with(Streak streak, int mostSellers) {
        List<Long> all = Stream.concat(sellers.stream(), streak.sellers().stream())
                .distinct()
                .limit(mostSellers)
                .toList();
        return new ColumnRun(
                value, rows + streak.rows(), transactions + streak.transactions(), all, first, longest, ended, word);
    }

    private ColumnRun afterTurns(long turns) {
        return new ColumnRun(value, rows, transactions, sellers, first, longest, ended + turns, word);
    }

    /** Whether it is to be told: far longer than any before, in many rows of many sellers. */
    public boolean isStriking(Constant constant) {
        return word == Word.NOT_TOLD
                && ended >= TELLING
                && rows >= constant.rows()
                && sellers.size() >= constant.sellers()
                && transactions >= FAR * Math.max(longest, SHORT);
    }

    public ColumnRun told() {
        return new ColumnRun(value, rows, transactions, sellers, first, longest, ended, Word.TOLD);
    }
}
