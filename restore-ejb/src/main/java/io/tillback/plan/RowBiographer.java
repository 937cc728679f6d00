package io.tillback.plan;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.journal.Coverage;
import io.tillback.journal.Journal;
import io.tillback.journal.RowChange;
import io.tillback.journal.RowLives;
import io.tillback.model.Companion;
import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import io.tillback.plan.NewestMoment.LastSeen;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells the life of a row, from all intervals of its table that are recorded, and when it last existed. */
public final class RowBiographer {
    /** Changes on a page, at most. */
    public static final int LONGEST_PAGE = 500;

    private final Journal journal;
    private final RowLives lives;
    private final NewestMoment newest;

    public RowBiographer(Journal journal, RowLives lives, NewestMoment newest) {
        this.journal = journal;
        this.lives = lives;
        this.newest = newest;
    }

    /** Where a page begins: below a position in one companion, and with all of those before it. */
    private record Place(int companion, String position) {
        private static final Pattern FORM = Pattern.compile("(\\d{1,9}):([0-9A-F/]*)");
        static final Place NEWEST = new Place(Integer.MAX_VALUE, "");

        static Place parse(String text) {
            if (text.isEmpty()) {
                return NEWEST;
            }
            Matcher parts = FORM.matcher(text);
            if (!parts.matches()) {
                throw new RestoreException(
                        ErrorCode.REQUEST_INVALID,
                        "Cannot read a row's life from '" + text + "' on: no page begins there",
                        "Give the 'next' of the page before, or leave it out.");
            }
            return new Place(Integer.parseInt(parts.group(1)), parts.group(2));
        }
    }

    /**
     * One page of a row's life.
     *
     * @param key as the database prints it, or any other way it reads it
     * @param from the {@code next} of the page before; empty text for the first
     * @param limit changes on it
     * @throws RestoreException TABLE_UNKNOWN, TABLE_HAS_NO_KEY, KEY_INVALID, REQUEST_INVALID
     */
    public RowLife load(TableId table, RowKey key, String from, int limit) {
        if (limit < 1 || limit > LONGEST_PAGE) {
            throw new RestoreException(
                    ErrorCode.REQUEST_INVALID,
                    "Cannot read " + limit + " changes at once: a page has 1 to " + LONGEST_PAGE,
                    "Ask for fewer, and go on from 'next'.");
        }
        List<Coverage> intervals = journal.findCoverage().stream()
                .filter(coverage -> coverage.companion().table().id().equals(table))
                .sorted(Comparator.comparing(
                                (Coverage coverage) -> coverage.companion().number())
                        .reversed())
                .toList();
        LastSeen seen = newest.findLastSeen(table, key);
        Page page = page(intervals, key, Place.parse(from), limit);
        return new RowLife(
                table,
                seen.fate().key(),
                seen.fate().now(),
                seen.held(),
                page.changes(),
                page.next(),
                intervals.stream()
                        .map(coverage -> new RowLife.Interval(
                                coverage.since().takenAt(),
                                coverage.end().map(end -> end.last().takenAt())))
                        .toList());
    }

    private record Page(List<RowChange> changes, Optional<String> next) {}

    /** One more is read than is shown: it tells whether there is another page. */
    private Page page(List<Coverage> intervals, RowKey key, Place from, int limit) {
        List<RowChange> changes = new ArrayList<>();
        for (Companion companion : reached(intervals, from)) {
            String before = companion.number() == from.companion() ? from.position() : "";
            int room = limit - changes.size();
            List<RowChange> more = lives.findChanges(companion, key, before, room + 1);
            if (more.size() > room) {
                changes.addAll(more.subList(0, room));
                String last = room > 0 ? more.get(room - 1).position() : "";
                return new Page(changes, Optional.of(companion.number() + ":" + last));
            }
            changes.addAll(more);
        }
        return new Page(changes, Optional.empty());
    }

    /** What was recorded under another key is not of this row, as far as anybody knows. */
    private static List<Companion> reached(List<Coverage> intervals, Place from) {
        return intervals.stream()
                .map(Coverage::companion)
                .filter(companion -> companion.number() <= from.companion())
                .filter(companion -> companion
                        .table()
                        .key()
                        .equals(intervals.get(0).companion().table().key()))
                .toList();
    }
}
