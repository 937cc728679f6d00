package io.tillback.jdbc;

import io.tillback.dialect.Bound;
import io.tillback.dialect.Dialect;
import io.tillback.dialect.SearchSql;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Searches companion tables, in schema {@code tillback} of the store's own database. */
public final class JdbcChangeSearch implements ChangeSearch {
    /** Looked at in one go: several times the transactions of a page. */
    private static final int RECORDS = 2_000;

    private final DataSource database;
    private final Dialect dialect;
    private final SearchSql sql;

    public JdbcChangeSearch(DataSource database, Dialect dialect) {
        this.database = database;
        this.dialect = dialect;
        this.sql = dialect.search();
    }

    private Session open() {
        Session session = Session.openReadOnly(database, "search the journal");
        try {
            session.run(dialect.schema().pinSettings());
            session.run(dialect.preferLookups());
            session.run(dialect.makeRoom());
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private List<Search> searches(Session session, List<Stretch> stretches, ChangeCriteria criteria) {
        Optional<Told> told = criteria.by().isAnybody() ? Optional.empty() : Optional.of(told(session, criteria.by()));
        return stretches.stream()
                .map(stretch -> new Search(stretch, criteria, told))
                .toList();
    }

    private record Turn(String process, String first, Optional<String> next) {}

    private Told told(Session session, ChangeCriteria.By by) {
        Bound query = sql.findTold(by);
        List<Turn> turns = session.query(
                query.sql(),
                row -> new Turn(row.getString(1), row.getString(2), Optional.ofNullable(row.getString(3))),
                query.parameters().toArray());
        return new Told(
                array(turns.stream().map(Turn::process).toList()),
                array(turns.stream().map(Turn::first).toList()),
                array(turns.stream().map(turn -> turn.next().orElse("NULL")).toList()));
    }

    private static String array(List<String> numbers) {
        return numbers.stream().collect(Collectors.joining(",", "{", "}"));
    }

    @Override
    public List<FoundTransaction> findTransactions(
            List<Stretch> stretches, ChangeCriteria criteria, long below, int limit) {
        try (Session session = open()) {
            List<Search> searches = searches(session, stretches, criteria);
            NavigableSet<Long> found = new TreeSet<>(BY_NUMBER.reversed());
            List<Set<Long>> each = new ArrayList<>();
            for (Search search : searches) {
                Set<Long> some = findNewest(session, search, below, limit, found);
                each.add(some);
                found.addAll(some);
            }
            List<Long> page = found.stream().limit(limit).toList();
            FoundTransactions collected = new FoundTransactions(page);
            for (int i = 0; i < searches.size(); i++) {
                List<Long> here = page.stream().filter(each.get(i)::contains).toList();
                if (!here.isEmpty()) {
                    count(session, searches.get(i).within(here), collected);
                }
            }
            return collected.told(findWho(session, collected));
        }
    }

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

    private void count(Session session, Search search, FoundTransactions collected) {
        TableId table = search.stretch().companion().table().id();
        ask(session, search, sql.countKinds(search), row -> {
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
        try (Session session = open()) {
            List<Tally> tallies = new ArrayList<>();
            for (Search search : searches(session, stretches, criteria)) {
                TableId table = search.stretch().companion().table().id();
                tallies.addAll(ask(
                        session,
                        search,
                        sql.countOverTime(search, bucket, from),
                        row -> new Tally(table, Instants.at(row, 1), row.getLong(2))));
            }
            return tallies.stream()
                    .collect(Collectors.groupingBy(
                            tally -> new Tally(tally.table(), tally.from(), 0), Collectors.summingLong(Tally::changes)))
                    .entrySet()
                    .stream()
                    .map(sum -> new Tally(sum.getKey().table(), sum.getKey().from(), sum.getValue()))
                    .sorted(Comparator.comparing(Tally::table).thenComparing(Tally::from))
                    .toList();
        }
    }

    @Override
    public List<RowStep> findSteps(Stretch stretch, ChangeCriteria criteria, long skipped, int limit) {
        try (Session session = open()) {
            Search search = searches(session, List.of(stretch), criteria).get(0);
            return ask(
                    session,
                    search,
                    sql.findSteps(search, limit, skipped),
                    row -> StepRows.step(stretch.companion().table(), row));
        }
    }

    @Override
    public List<TableDigest> digest(List<Stretch> stretches, ChangeCriteria criteria, int most) {
        try (Session session = open()) {
            List<TableDigest> digests = new ArrayList<>();
            for (Search search : searches(session, stretches, criteria)) {
                TableDigest digest = digest(session, search, most);
                if (digest.entered() + digest.changed() + digest.gone() > 0) {
                    digests.add(digest);
                }
            }
            digests.sort(Comparator.comparing(TableDigest::table));
            return digests;
        }
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
