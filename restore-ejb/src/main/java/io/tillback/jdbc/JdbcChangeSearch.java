package io.tillback.jdbc;

import io.tillback.dialect.Bound;
import io.tillback.dialect.Dialect;
import io.tillback.dialect.SearchSql;
import io.tillback.dialect.SearchSql.Pieces;
import io.tillback.dialect.SearchSql.Search;
import io.tillback.dialect.SearchSql.Told;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.journal.ChangeSearch;
import io.tillback.journal.FoundTransaction;
import io.tillback.journal.RowStep;
import io.tillback.journal.TableDigest;
import io.tillback.journal.Who;
import io.tillback.model.ChangeCriteria;
import io.tillback.model.Stretch;
import io.tillback.model.TableId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Searches companion tables, in schema {@code tillback} of the store's own database. Each table's segments are let go before the
 * next: a database has thousands of them, and few locks.
 */
public final class JdbcChangeSearch implements ChangeSearch {
    /** Looked at in one go: several times the transactions of a page. */
    private static final int RECORDS = 2_000;

    /** Of what was told: several times a page of somebody who is often there. */
    private static final int FEW_SEGMENTS = 2;

    private static final int MOST_ATTEMPTS = 5;

    private final DataSource database;
    private final Dialect dialect;
    private final SearchSql sql;
    private final SegmentPieces pieces;

    public JdbcChangeSearch(DataSource database, Dialect dialect) {
        this.database = database;
        this.dialect = dialect;
        this.sql = dialect.search();
        this.pieces = new SegmentPieces(sql);
    }

    /** Segments are dropped while somebody searches: what was looked for in them is then looked for again. */
    private <T> T answer(Function<Session, T> question) {
        for (int attempt = 1; ; attempt++) {
            try (Session session = open()) {
                return question.apply(session);
            } catch (RestoreException e) {
                boolean isGone = e.getCause() instanceof SQLException cause && SqlFailures.isGone(cause);
                if (!isGone || attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private Session open() {
        Session session = Session.openReadOnly(database, "search the journal");
        try {
            session.run(dialect.schema().pinSettings());
            session.run(dialect.preferLookups());
            session.run(dialect.compileNothing());
            session.run(dialect.makeRoom());
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Whoever is looked for in transactions that are named is asked for there. */
    private List<Search> searches(Session session, List<Stretch> stretches, ChangeCriteria criteria) {
        return isToldOf(criteria)
                ? searches(
                        session,
                        stretches,
                        criteria,
                        toldSince(session, criteria.by(), List.of(), OptionalLong.empty()))
                : stretches.stream()
                        .map(stretch -> Search.of(stretch, criteria))
                        .toList();
    }

    private static boolean isToldOf(ChangeCriteria criteria) {
        return !criteria.by().isAnybody() && criteria.transactions().isEmpty();
    }

    private List<Search> searches(Session session, List<Stretch> stretches, ChangeCriteria criteria, ToldSince told) {
        return stretches.stream()
                .map(stretch -> new Search(
                        stretch,
                        criteria,
                        Optional.of(told.told()),
                        session.undone(() -> pieces.find(session, stretch, told.above())),
                        told.above()))
                .toList();
    }

    private record Turn(String process, String first, Optional<String> next) {}

    /** @param above all that was told of transactions of greater numbers is known; empty: of all */
    private record ToldSince(Told told, OptionalLong above) {}

    private ToldSince toldSince(Session session, ChangeCriteria.By by, List<Integer> segments, OptionalLong above) {
        Bound query = sql.findTold(by, segments);
        List<Turn> turns = session.query(
                query.sql(),
                row -> new Turn(row.getString(1), row.getString(2), Optional.ofNullable(row.getString(3))),
                query.parameters().toArray());
        Told told = new Told(
                array(turns.stream().map(Turn::process).toList()),
                array(turns.stream().map(Turn::first).toList()),
                array(turns.stream().map(turn -> turn.next().orElse("NULL")).toList()));
        return new ToldSince(told, above);
    }

    private static String array(List<String> numbers) {
        return numbers.stream().collect(Collectors.joining(",", "{", "}"));
    }

    /** @param each of the transactions that were found, those of each search */
    private record Page(List<Search> searches, List<Long> transactions, List<Set<Long>> each) {}

    @Override
    public List<FoundTransaction> findTransactions(
            List<Stretch> stretches, ChangeCriteria criteria, long below, int limit) {
        return answer(session -> {
            Page page = isToldOf(criteria)
                    ? findTold(session, stretches, criteria, below, limit)
                    : find(session, searches(session, stretches, criteria), below, limit);
            FoundTransactions collected = new FoundTransactions(page.transactions());
            for (int i = 0; i < page.searches().size(); i++) {
                List<Long> here = page.transactions().stream()
                        .filter(page.each().get(i)::contains)
                        .toList();
                if (!here.isEmpty()) {
                    Search within = page.searches().get(i).within(here);
                    session.undone(() -> count(session, within, collected));
                }
            }
            return collected.told(findWho(session, collected));
        });
    }

    private Page find(Session session, List<Search> searches, long below, int limit) {
        NavigableSet<Long> found = new TreeSet<>(BY_NUMBER.reversed());
        List<Set<Long>> each = new ArrayList<>();
        for (Search search : searches) {
            Set<Long> some = session.undone(() -> findNewest(session, search, below, limit, found));
            each.add(some);
            found.addAll(some);
        }
        return new Page(searches, found.stream().limit(limit).toList(), each);
    }

    /**
     * Looks at what was told last, and at twice as much until it is enough: who made a transaction is told in the segment of
     * its time or in a later one, since everybody tells it anew for each segment.
     */
    private Page findTold(Session session, List<Stretch> stretches, ChangeCriteria criteria, long below, int limit) {
        List<ToldSegment> segments =
                session.query("""
                SELECT number, newest::text
                FROM tillback.journal_segment
                WHERE companion = 0 AND to_regclass('tillback.journal_transaction_' || number) IS NOT NULL
                ORDER BY newest DESC NULLS FIRST, number DESC
                """, row -> new ToldSegment(row.getInt(1), SegmentPieces.number(row.getString(2))));
        int step = FEW_SEGMENTS;
        for (int many = reaching(segments, below); many < segments.size(); many += step, step *= 2) {
            if (segments.get(many).newest().isEmpty()) {
                continue;
            }
            OptionalLong above = OptionalLong.of(segments.get(many).newest().orElseThrow());
            List<Integer> last =
                    segments.stream().limit(many).map(ToldSegment::number).toList();
            ToldSince told = toldSince(session, criteria.by(), last, above);
            Page page = find(session, searches(session, stretches, criteria, told), below, limit);
            if (page.transactions().size() == limit) {
                return page;
            }
        }
        return find(session, searches(session, stretches, criteria), below, limit);
    }

    /** How many of the newest segments it takes to know of any transaction below a number who made it. */
    private static int reaching(List<ToldSegment> segments, long below) {
        int many = 0;
        while (many < segments.size()
                && segments.get(many)
                        .newest()
                        .filter(newest -> BY_NUMBER.compare(newest, below) < 0)
                        .isEmpty()) {
            many++;
        }
        return many + FEW_SEGMENTS - 1;
    }

    /** @param newest no transaction of a greater number is told of in it; empty: it may be written to */
    private record ToldSegment(int number, Optional<Long> newest) {}

    private Map<Long, Who> findWho(Session session, FoundTransactions transactions) {
        Map<Long, Who> found = new HashMap<>();
        session.query(
                        sql.findWho(),
                        row -> Map.entry(
                                Long.parseUnsignedLong(row.getString(1)),
                                RecordRows.who(row, 2).orElseThrow()),
                        RecordRows.texts(transactions.numbers()),
                        RecordRows.texts(transactions.processes()))
                .forEach(who -> found.put(who.getKey(), who.getValue()));
        return found;
    }

    private static final Comparator<Long> BY_NUMBER = Long::compareUnsigned;

    /** Goes on until there are enough, among those of other stretches too, or no more. */
    private Set<Long> findNewest(Session session, Search search, long below, int limit, NavigableSet<Long> others) {
        NavigableSet<Long> all = new TreeSet<>(others);
        NavigableSet<Long> found = new TreeSet<>(BY_NUMBER.reversed());
        long next = below;
        while (true) {
            List<Long> looked = new ArrayList<>();
            ask(session, search, sql.findTransactions(search, next, RECORDS), row -> {
                        looked.add(row.getLong(2));
                        return Long.parseUnsignedLong(row.getString(1));
                    })
                    .forEach(found::add);
            all.addAll(found);
            if (looked.isEmpty() || looked.get(0) < RECORDS) {
                return found;
            }
            long last = found.last();
            if (all.stream()
                            .limit(limit)
                            .filter(number -> BY_NUMBER.compare(number, last) >= 0)
                            .count()
                    == limit) {
                return found;
            }
            next = last;
        }
    }

    private List<TableId> count(Session session, Search search, FoundTransactions collected) {
        TableId table = search.stretch().companion().table().id();
        return ask(session, search, sql.countKinds(search), row -> {
            collected.add(
                    Long.parseUnsignedLong(row.getString(1)),
                    row.getString(2),
                    new FoundTransactions.Span(Instants.at(row, 3), Instants.at(row, 4)),
                    new FoundTransaction.Count(
                            table, row.getLong(5), row.getLong(6), row.getLong(7), row.getLong(8), row.getLong(9)));
            return table;
        });
    }

    @Override
    public List<Tally> countOverTime(List<Stretch> stretches, ChangeCriteria criteria, Duration bucket, Instant from) {
        return answer(session -> {
            List<Tally> tallies = new ArrayList<>();
            for (Search search : searches(session, stretches, criteria)) {
                TableId table = search.stretch().companion().table().id();
                tallies.addAll(session.undone(() -> ask(
                        session,
                        search,
                        sql.countOverTime(search, bucket, from),
                        row -> new Tally(table, Instants.at(row, 1), row.getLong(2)))));
            }
            return tallies.stream()
                    .collect(Collectors.groupingBy(
                            tally -> new Tally(tally.table(), tally.from(), 0), Collectors.summingLong(Tally::changes)))
                    .entrySet()
                    .stream()
                    .map(sum -> new Tally(sum.getKey().table(), sum.getKey().from(), sum.getValue()))
                    .sorted(Comparator.comparing(Tally::table).thenComparing(Tally::from))
                    .toList();
        });
    }

    @Override
    public List<RowStep> findSteps(Stretch stretch, ChangeCriteria criteria, long skipped, int limit) {
        return answer(session -> {
            Search search = searches(session, List.of(stretch), criteria).get(0);
            return findFirstSteps(session, search, skipped, limit)
                    .orElseGet(() -> findSteps(session, search, sql.findSteps(search, limit, skipped))
                            .steps());
        });
    }

    /** @param pairs of a row and a transaction that were looked at */
    private record Steps(List<RowStep> steps, long pairs) {}

    private static Steps findSteps(Session session, Search search, Bound query) {
        long[] pairs = new long[1];
        List<RowStep> steps = ask(session, search, query, row -> {
            pairs[0] = row.getLong(10);
            return StepRows.step(search.stretch().companion().table(), row);
        });
        return new Steps(steps, pairs[0]);
    }

    /** @return empty if it takes more than the first pairs of a row and a transaction to tell */
    private Optional<List<RowStep>> findFirstSteps(Session session, Search search, long skipped, int limit) {
        ChangeCriteria criteria = search.criteria();
        if (criteria.rows().areCompared()
                || !criteria.rows().operations().isEmpty()
                || criteria.transactions().isEmpty()) {
            return Optional.empty();
        }
        Pieces all = pieces.find(session, search.stretch(), OptionalLong.empty());
        Steps first = findSteps(session, search, sql.findFirstSteps(search.in(all), limit, skipped));
        boolean isAll = first.steps().size() == limit || (!first.steps().isEmpty() && first.pairs() < limit + skipped);
        return isAll ? Optional.of(first.steps()) : Optional.empty();
    }

    @Override
    public List<TableDigest> digest(List<Stretch> stretches, ChangeCriteria criteria, int most) {
        return answer(session -> {
            List<TableDigest> digests = new ArrayList<>();
            for (Search search : searches(session, stretches, criteria)) {
                TableDigest digest = session.undone(() -> digest(session, search, most));
                if (digest.entered() + digest.changed() + digest.gone() > 0) {
                    digests.add(digest);
                }
            }
            digests.sort(Comparator.comparing(TableDigest::table));
            return digests;
        });
    }

    private TableDigest digest(Session session, Search search, int most) {
        long[] rows = ask(session, search, sql.countRows(search), row ->
                        new long[] {row.getLong(1), row.getLong(2), row.getLong(3)})
                .get(0);
        return new TableDigest(
                search.stretch().companion().table().id(),
                rows[0],
                rows[1],
                rows[2],
                rows[1] == 0
                        ? List.of()
                        : StepRows.columns(
                                search.stretch().companion().table(),
                                ask(session, search, sql.countValues(search, most), StepRows.Line::read)));
    }

    /** Tells values that are not of their columns' types from other failures. */
    private static <T> List<T> ask(Session session, Search search, Bound query, Session.RowReader<T> reader) {
        try {
            return session.query(query.sql(), reader, query.parameters().toArray());
        } catch (RestoreException e) {
            boolean given = search.criteria().rows().key().isPresent()
                    || search.criteria().rows().areCompared();
            if (given && e.getCause() instanceof SQLException cause && SqlFailures.isBadCondition(cause)) {
                throw new RestoreException(
                        ErrorCode.CONDITION_INVALID,
                        "Cannot search changes of "
                                + search.stretch().companion().table().id() + " by this key or condition: "
                                + cause.getMessage(),
                        "Write each value as the database prints it.",
                        cause);
            }
            throw e;
        }
    }
}
