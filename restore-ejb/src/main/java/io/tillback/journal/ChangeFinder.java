package io.tillback.journal;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ChangeCriteria;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.Moment;
import io.tillback.model.RowKey;
import io.tillback.model.Stretch;
import io.tillback.model.TableShape;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds changes in all intervals of the journal that lie in a window, and says how far it could look. */
public final class ChangeFinder {
    /** Transactions on a page, at most. */
    public static final int LONGEST_PAGE = 200;

    /** Rows on a page, at most. */
    public static final int MOST_ROWS = 500;

    /** So many rows are named with the transactions that changed them. */
    public static final int MOST_NAMED = 2_000;

    private static final int MOST_PAIRS = 5;
    private static final int MOST_RELEASES = 100;
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private final JournalTables tables;
    private final ChangeSearch search;
    private final Releases releases;

    public ChangeFinder(JournalTables tables, ChangeSearch search, Releases releases) {
        this.tables = tables;
        this.search = search;
        this.releases = releases;
    }

    /** @param stretches those of a table that was built last first */
    private record Ground(List<Stretch> stretches, Searched searched) {}

    /**
     * A page of transactions with changes that are looked for.
     *
     * @param from the {@code next} of the page before; empty text for the first
     * @throws RestoreException MOMENT_NOT_COVERED if nothing of the table is recorded; COLUMN_UNKNOWN, KEY_INVALID,
     *     CONDITION_INVALID, RELEASE_UNKNOWN, REQUEST_INVALID
     */
    public FoundChanges.Transactions find(ChangeCriteria criteria, String from, int limit) {
        requireLength(limit, LONGEST_PAGE, "transactions");
        long below = from.isEmpty() ? ChangeSearch.NEWEST : number(from);
        Ground ground = ground(criteria);
        List<FoundTransaction> found = search.findTransactions(ground.stretches(), criteria, below, limit + 1);
        if (found.size() <= limit) {
            return new FoundChanges.Transactions(
                    found, rowsOf(found, criteria, ground), Optional.empty(), ground.searched());
        }
        List<FoundTransaction> page = found.subList(0, limit);
        String next = Long.toUnsignedString(page.get(limit - 1).number());
        return new FoundChanges.Transactions(
                page, rowsOf(page, criteria, ground), Optional.of(next), ground.searched());
    }

    private List<RowKey> rowsOf(List<FoundTransaction> found, ChangeCriteria criteria, Ground ground) {
        if (found.isEmpty() || !criteria.rows().areNarrowed()) {
            return List.of();
        }
        ChangeCriteria within =
                criteria.within(found.stream().map(FoundTransaction::number).toList());
        if (moveRows(within, ground)) {
            return List.of();
        }
        if (!criteria.rows().areCompared()) {
            return criteria.rows().key().stream().toList();
        }
        Set<RowKey> keys = new LinkedHashSet<>();
        for (Stretch stretch : ground.stretches()) {
            List<RowStep> steps = search.findSteps(stretch, within, 0, MOST_NAMED + 1);
            steps.forEach(step -> keys.add(step.key()));
            if (steps.size() > MOST_NAMED || keys.size() > MOST_NAMED) {
                return List.of();
            }
        }
        return List.copyOf(keys);
    }

    /** Of a row that took another key, the one that was not found would be left behind. */
    private boolean moveRows(ChangeCriteria within, Ground ground) {
        ChangeCriteria all = new ChangeCriteria(
                within.table(), ChangeCriteria.Rows.ANY, within.by(), within.transactions(), within.window());
        return search
                .findTransactions(
                        ground.stretches(),
                        all,
                        ChangeSearch.NEWEST,
                        within.transactions().size())
                .stream()
                .flatMap(transaction -> transaction.tables().stream())
                .anyMatch(count -> count.moved() > 0);
    }

    private static long number(String from) {
        try {
            return Long.parseUnsignedLong(from);
        } catch (NumberFormatException e) {
            throw noPage(from);
        }
    }

    private static RestoreException noPage(String from) {
        return new RestoreException(
                ErrorCode.REQUEST_INVALID,
                "Cannot go on from '" + from + "': no page begins there",
                "Give the 'next' of the page before, or leave it out.");
    }

    private static void requireLength(int limit, int most, String what) {
        if (limit < 1 || limit > most) {
            throw new RestoreException(
                    ErrorCode.REQUEST_INVALID,
                    "Cannot read " + limit + " " + what + " at once: a page has 1 to " + most,
                    "Ask for fewer, and go on from 'next'.");
        }
    }

    /** Counts changes over time, in buckets that fit the window. */
    public FoundChanges.OverTime count(ChangeCriteria criteria) {
        Ground ground = ground(criteria);
        Searched searched = ground.searched();
        Duration bucket = bucket(Duration.between(searched.from(), searched.to()));
        List<Release> announced = releases.list(MOST_RELEASES).stream()
                .filter(release -> !release.moment().takenAt().isBefore(searched.from())
                        && !release.moment().takenAt().isAfter(searched.to()))
                .toList();
        return new FoundChanges.OverTime(
                bucket,
                search.countOverTime(ground.stretches(), criteria, bucket, searched.from()),
                announced,
                searched);
    }

    /** Minutes for three hours, hours for a week. */
    static Duration bucket(Duration window) {
        if (window.compareTo(Duration.ofHours(3)) <= 0) {
            return Duration.ofMinutes(1);
        }
        return window.compareTo(Duration.ofDays(7)) <= 0 ? Duration.ofHours(1) : Duration.ofDays(1);
    }

    /**
     * A page of what became of rows in given transactions.
     *
     * @param criteria names at most as many transactions as a page of them has
     * @param from the {@code next} of the page before; empty text for the first
     */
    public FoundChanges.Steps load(ChangeCriteria criteria, String from, int limit) {
        requireLength(limit, MOST_ROWS, "rows");
        if (criteria.transactions().isEmpty() || criteria.transactions().size() > LONGEST_PAGE) {
            throw new RestoreException(
                    ErrorCode.REQUEST_INVALID,
                    "Cannot read the rows of " + criteria.transactions().size() + " transactions: it takes 1 to "
                            + LONGEST_PAGE,
                    "Name transactions that a search has found.");
        }
        Place place = Place.parse(from);
        Ground ground = ground(criteria);
        List<RowStep> steps = new ArrayList<>();
        for (Stretch stretch : ground.stretches()) {
            int number = stretch.companion().number();
            if (number > place.companion()) {
                continue;
            }
            long skipped = number == place.companion() ? place.skipped() : 0;
            int room = limit - steps.size();
            List<RowStep> more = search.findSteps(stretch, criteria, skipped, room + 1);
            if (more.size() > room) {
                steps.addAll(more.subList(0, room));
                return new FoundChanges.Steps(steps, Optional.of(number + ":" + (skipped + room)), ground.searched());
            }
            steps.addAll(more);
        }
        return new FoundChanges.Steps(steps, Optional.empty(), ground.searched());
    }

    /** Where a page begins. Of transactions that are over the steps stay what they are. */
    private record Place(int companion, long skipped) {
        static Place parse(String text) {
            if (text.isEmpty()) {
                return new Place(Integer.MAX_VALUE, 0);
            }
            if (!text.matches("\\d{1,9}:\\d{1,15}")) {
                throw noPage(text);
            }
            int colon = text.indexOf(':');
            return new Place(Integer.parseInt(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
        }
    }

    /** What has changed, by table, column and value. Takes as long as it takes to compare all of these changes. */
    public FoundChanges.Digest digest(ChangeCriteria criteria) {
        Ground ground = ground(criteria);
        return new FoundChanges.Digest(search.digest(ground.stretches(), criteria, MOST_PAIRS), ground.searched());
    }

    private Ground ground(ChangeCriteria criteria) {
        List<Coverage> intervals = tables.findCoverage().stream()
                .filter(interval -> criteria.table().isEmpty()
                        || criteria.table()
                                .get()
                                .equals(interval.companion().table().id()))
                .toList();
        criteria.table().filter(table -> intervals.isEmpty()).ifPresent(table -> {
            throw new RestoreException(
                    ErrorCode.MOMENT_NOT_COVERED,
                    "Cannot search changes of " + table + ": nothing of it is recorded",
                    "Name a table as GET /journal lists it; case and spaces count.");
        });
        requireFit(criteria, intervals);
        Bounds bounds = bounds(criteria, intervals);
        List<Coverage> reached = intervals.stream().filter(bounds::reaches).toList();
        return new Ground(
                reached.stream()
                        .filter(interval -> fits(criteria, interval.companion().table()))
                        .map(interval -> stretch(interval, bounds, criteria))
                        .sorted(Comparator.comparing(
                                        (Stretch stretch) -> stretch.companion().number())
                                .reversed())
                        .toList(),
                new Searched(
                        bounds.from(),
                        bounds.to(),
                        reached.stream().map(bounds::within).sorted(BY_TABLE).toList()));
    }

    private static final Comparator<Searched.Span> BY_TABLE =
            Comparator.comparing(Searched.Span::table).thenComparing(Searched.Span::from);

    /** Where the window begins and ends, by the clock and by what was committed. */
    private record Bounds(Instant from, Instant to, Optional<Moment> after, Optional<Moment> until) {
        boolean reaches(Coverage interval) {
            return interval.since().takenAt().isBefore(to)
                    && interval.end()
                            .filter(end -> end.last().takenAt().isBefore(from))
                            .isEmpty();
        }

        Searched.Span within(Coverage interval) {
            Instant since = interval.since().takenAt();
            Instant last = interval.end().map(end -> end.last().takenAt()).orElse(to);
            return new Searched.Span(
                    interval.companion().table().id(),
                    since.isAfter(from) ? since : from,
                    last.isBefore(to) ? last : to);
        }
    }

    private Bounds bounds(ChangeCriteria criteria, Collection<Coverage> intervals) {
        Optional<Moment> announced =
                criteria.window().sinceRelease().map(name -> releases.load(name).moment());
        Instant to = criteria.window()
                .to()
                .or(() -> tables.findMoment(LATEST).map(Moment::takenAt))
                .orElse(LATEST);
        Instant from = announced
                .map(Moment::takenAt)
                .or(() -> criteria.window().from())
                .or(() -> intervals.stream()
                        .map(interval -> interval.since().takenAt())
                        .min(Comparator.naturalOrder()))
                .orElse(to);
        return new Bounds(
                from,
                to,
                announced.or(() -> criteria.window().from().flatMap(tables::findMoment)),
                criteria.window().to().flatMap(tables::findNextMoment));
    }

    /** The later of the moments from which on records are asked for: of what was before, none are. */
    private Stretch stretch(Coverage interval, Bounds bounds, ChangeCriteria criteria) {
        Optional<Moment> named =
                criteria.transactions().isEmpty() ? Optional.empty() : tables.findMomentBefore(criteria.transactions());
        Moment after = List.of(bounds.after(), named).stream()
                .flatMap(Optional::stream)
                .filter(moment -> moment.takenAt().isAfter(interval.since().takenAt()))
                .max(Comparator.comparing(Moment::takenAt))
                .orElse(interval.since());
        return new Stretch(
                interval.companion(),
                after,
                bounds.until(),
                interval.end().isEmpty() ? Stretch.LiveRows.FOLLOW : Stretch.LiveRows.UNRELATED);
    }

    private static boolean fits(ChangeCriteria criteria, TableShape table) {
        return missing(criteria, table).isEmpty() && hasWidth(criteria, table);
    }

    private static boolean hasWidth(ChangeCriteria criteria, TableShape table) {
        return criteria.rows()
                .key()
                .filter(key -> key.values().size() != table.key().size())
                .isEmpty();
    }

    private static Set<ColumnName> missing(ChangeCriteria criteria, TableShape table) {
        Set<ColumnName> stored =
                table.storedColumns().stream().map(Column::name).collect(Collectors.toSet());
        return criteria.rows().named().stream()
                .filter(name -> !stored.contains(name))
                .collect(Collectors.toSet());
    }

    /** In one of the ways in which the table was built at least, it must have what is asked for. */
    private static void requireFit(ChangeCriteria criteria, List<Coverage> intervals) {
        if (criteria.table().isEmpty()
                || intervals.stream()
                        .anyMatch(
                                interval -> fits(criteria, interval.companion().table()))) {
            return;
        }
        TableShape table = intervals.get(intervals.size() - 1).companion().table();
        missing(criteria, table).stream().findFirst().ifPresent(name -> {
            throw new RestoreException(
                    ErrorCode.COLUMN_UNKNOWN,
                    "Cannot search changes of " + table.id() + " by column " + name
                            + ": no such column of it is recorded",
                    "Name one of its columns that is not computed from others; case and spaces count.");
        });
        throw new RestoreException(
                ErrorCode.KEY_INVALID,
                "Cannot search changes of " + table.id() + " by key: its key has "
                        + table.key().size() + " columns",
                "Give one value for each of " + table.key() + ", in that order.");
    }
}
