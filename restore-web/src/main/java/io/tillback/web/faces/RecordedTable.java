package io.tillback.web.faces;

import io.tillback.journal.Coverage;
import io.tillback.model.OnFailure;
import io.tillback.model.TableId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A table of which something is recorded.
 *
 * @param intervals in the order they began, at least one
 * @param bytes that all its records take
 */
public record RecordedTable(TableId table, List<Coverage> intervals, long bytes) {
    /** How finely a page draws time. */
    static final int WIDTH = 1000;

    private static final int LEAST = 3;

    public RecordedTable {
        intervals = List.copyOf(intervals);
    }

    private Coverage last() {
        return intervals.get(intervals.size() - 1);
    }

    public boolean isRecorded() {
        return last().end().isEmpty();
    }

    /** The first moment since which every change is recorded, if any is. */
    public Optional<Instant> since() {
        return Optional.of(last()).filter(interval -> interval.end().isEmpty()).map(interval -> interval.since()
                .takenAt());
    }

    /** Whether a change that cannot be recorded is not made either. */
    public boolean failsWrites() {
        return last().companion().onFailure() == OnFailure.FAIL_THE_WRITE;
    }

    /** Intervals that are over, the newest first. */
    public List<Coverage> ended() {
        List<Coverage> ended = new ArrayList<>(intervals.stream()
                .filter(interval -> interval.end().isPresent())
                .toList());
        Collections.reverse(ended);
        return ended;
    }

    /** When recording ended last, if it ever did. */
    public Optional<Coverage.End> lastEnd() {
        return ended().stream().findFirst().flatMap(Coverage::end);
    }

    /** A piece of a line as long as {@link #WIDTH}. */
    public record Span(int start, int length) {}

    /** What is covered of the time between two instants, in that order. */
    List<Span> spans(Instant from, Instant to) {
        double whole = Math.max(1, Duration.between(from, to).toMillis());
        return intervals.stream()
                .map(interval -> {
                    int start = place(Duration.between(from, interval.since().takenAt()), whole);
                    int end = interval.end()
                            .map(over ->
                                    place(Duration.between(from, over.last().takenAt()), whole))
                            .orElse(WIDTH);
                    return new Span(Math.min(start, WIDTH - LEAST), Math.max(LEAST, end - start));
                })
                .toList();
    }

    private static int place(Duration after, double whole) {
        return (int) Math.max(0, Math.min(WIDTH, Math.round(WIDTH * (after.toMillis() / whole))));
    }
}
