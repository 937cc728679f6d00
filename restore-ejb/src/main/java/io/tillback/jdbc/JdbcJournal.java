package io.tillback.jdbc;

import io.tillback.dialect.Dialect;
import io.tillback.dialect.JournalSql;
import io.tillback.journal.Coverage;
import io.tillback.journal.JournalStock;
import io.tillback.journal.JournalTables;
import io.tillback.model.AlertCause;
import io.tillback.model.Companion;
import io.tillback.model.Json;
import io.tillback.model.Moment;
import io.tillback.model.Nesting;
import io.tillback.model.OnFailure;
import io.tillback.model.PastState;
import io.tillback.model.Recording;
import io.tillback.model.Segment;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The journal in schema {@code tillback} of the store's own database. */
public final class JdbcJournal implements JournalTables {
    private final DataSource database;
    private final Dialect dialect;
    private final JournalSql sql;

    public JdbcJournal(DataSource database, Dialect dialect) {
        this.database = database;
        this.dialect = dialect;
        this.sql = dialect.journal();
    }

    private Session open(String attempt) {
        return JournalRows.open(database, dialect, attempt);
    }

    @Override
    public Map<TableId, Recordable> findRecordable() {
        try (Session session = open("ask which tables can be recorded")) {
            Map<TableId, Recordable> found = new HashMap<>();
            session.query(
                    sql.recordings(),
                    row -> found.put(
                            new TableId(row.getString(1), row.getString(2)),
                            new Recordable(
                                    Optional.ofNullable(row.getString(3)).map(Recording::valueOf),
                                    Nesting.valueOf(row.getString(5)),
                                    Optional.ofNullable(row.getString(4)).orElse(""))));
            return found;
        }
    }

    @Override
    public List<Coverage> findCoverage() {
        try (Session session = open("read what the journal covers")) {
            return session.query("""
                    SELECT companion, since_cut, since, last_cut, last, reason FROM tillback.journal ORDER BY number
                    """, JdbcJournal::coverage);
        }
    }

    private static Coverage coverage(ResultSet row) throws SQLException {
        Optional<Coverage.End> end = row.getString(4) == null
                ? Optional.empty()
                : Optional.of(new Coverage.End(new Moment(row.getString(4), Instants.at(row, 5)), row.getString(6)));
        return new Coverage(
                Json.read(row.getString(1), Companion.class), new Moment(row.getString(2), Instants.at(row, 3)), end);
    }

    @Override
    public void begin(TableShape table, Recordable how, OnFailure onFailure) {
        try (Session session = open("begin to record changes of " + table.id())) {
            int number = session.queryOne("SELECT nextval('tillback.journal_number')::integer", row -> row.getInt(1));
            Companion companion = new Companion(number, table, how.recording().orElseThrow(), how.nesting(), onFailure);
            if (isBegunElsewhere(session, companion)) {
                return;
            }
            beginToTellWho(session);
            sql.begin(companion).forEach(session::run);
            // Locked by now: what was altered before, no beat will notice.
            new SchemaReader(dialect.schema()).requireStillSo(session, table);
            JdbcJournalSegments.keepFirst(session, new Segment(number, 1));
            Moment since = session.queryOne(sql.beat(), JournalRows::moment);
            session.update(
                    "UPDATE tillback.journal SET since_cut = ?, since = ?, evidence = ? WHERE number = ?",
                    since.cut(),
                    JournalRows.at(since.takenAt()),
                    evidence(session, sql.evidence(number)).getOrDefault(number, ""),
                    number);
            AlertRows.closeCoverage(session, table.id(), since.takenAt());
            session.commit();
        }
    }

    private void beginToTellWho(Session session) {
        session.run("LOCK TABLE tillback.journal_segment IN SHARE ROW EXCLUSIVE MODE");
        Segment first = new Segment(Segment.OF_TRANSACTIONS, 1);
        if (session.query(
                        "SELECT FROM tillback.journal_segment WHERE companion = ? LIMIT 1",
                        row -> true,
                        first.companion())
                .isEmpty()) {
            sql.writeTransactionsTo(first.number()).forEach(session::run);
            JdbcJournalSegments.keepFirst(session, first);
        }
    }

    /** Of several servers one writes this row, and the others wait for it. */
    private static boolean isBegunElsewhere(Session session, Companion companion) {
        return session.update(
                        """
                        INSERT INTO tillback.journal (number, table_schema, table_name, companion, since_cut, since, evidence)
                        VALUES (?, ?, ?, ?, '', now(), '')
                        ON CONFLICT (table_schema, table_name) WHERE last_cut IS NULL DO NOTHING
                        """,
                        companion.number(),
                        companion.table().id().schema(),
                        companion.table().id().name(),
                        Json.write(companion))
                == 0;
    }

    @Override
    public void end(Companion companion, String reason, Ending ending) {
        try (Session session = open("end the recording of " + companion.table().id())) {
            Moment last = findLastMoment(session).orElseThrow();
            sql.end(companion.number()).forEach(session::run);
            if (ending == Ending.MEANT) {
                markEnded(session, companion.number(), last, reason);
            } else {
                breakOff(session, companion.number(), last, reason);
            }
            session.commit();
        }
    }

    @Override
    public void breakOff(Collection<Integer> companions, Moment last, String reason) {
        try (Session session = open("end coverage")) {
            companions.forEach(companion -> breakOff(session, companion, last, reason));
            session.commit();
        }
    }

    @Override
    public List<Integer> findLeftOver() {
        try (Session session = open("look for triggers that record no more")) {
            return session.query(sql.findLeftOver(), row -> row.getInt(1));
        }
    }

    @Override
    public void removeLeftOver(int companion) {
        try (Session session = open("remove triggers that record no more")) {
            sql.end(companion).forEach(session::run);
            session.commit();
        }
    }

    /** In one transaction with its alert: neither is there without the other. */
    private static void breakOff(Session session, int number, Moment last, String reason) {
        markEnded(session, number, last, reason)
                .ifPresent(table -> AlertRows.raise(
                        session, new AlertCause.CoverageEnded(table, reason), String.valueOf(number), last.takenAt()));
    }

    /** @return the table, unless its interval had ended before */
    private static Optional<TableId> markEnded(Session session, int number, Moment last, String reason) {
        return session
                .query(
                        """
                        UPDATE tillback.journal SET last_cut = ?, last = ?, reason = ?
                        WHERE number = ? AND last_cut IS NULL
                        RETURNING table_schema, table_name
                        """,
                        row -> new TableId(row.getString(1), row.getString(2)),
                        last.cut(),
                        JournalRows.at(last.takenAt()),
                        reason,
                        number)
                .stream()
                .findFirst();
    }

    private static Optional<Moment> findLastMoment(Session session) {
        return session
                .query(
                        "SELECT cut::text, taken_at FROM tillback.moment ORDER BY number DESC LIMIT 1",
                        JournalRows::moment)
                .stream()
                .findFirst();
    }

    private static Map<Integer, String> evidence(Session session, String query) {
        Map<Integer, String> found = new HashMap<>();
        session.query(query, row -> found.put(row.getInt(1), row.getString(2)));
        return found;
    }

    @Override
    public Moment beat() {
        return beat(session -> Optional.empty());
    }

    @Override
    public Moment beatAfter(Moment kept) {
        return beat(session -> findSetBack(session, kept));
    }

    /**
     * One view for all of it: what is looked at is what the moment sees.
     *
     * @param endOfAll why nothing at all is covered any more, if that is so
     */
    private Moment beat(Function<Session, Optional<String>> endOfAll) {
        try (Session session = Session.openConsistent(database, "keep a moment")) {
            Optional<Moment> before = findLastMoment(session);
            Optional<String> end = endOfAll.apply(session);
            Moment moment = session.queryOne(sql.beat(), JournalRows::moment);
            session.run(dialect.schema().pinSettings());
            Map<Integer, String> now = evidence(session, sql.evidence());
            Map<Integer, String> gaps = gaps(session);
            session.query(
                            "SELECT number, evidence FROM tillback.journal WHERE last_cut IS NULL",
                            row -> Map.entry(row.getInt(1), row.getString(2)))
                    .forEach(then -> end.or(() -> Optional.ofNullable(gaps.get(then.getKey())))
                            .or(() -> compare(then, now.get(then.getKey())))
                            .ifPresent(reason -> breakOff(session, then.getKey(), before.orElse(moment), reason)));
            session.commit();
            return moment;
        }
    }

    /** The oldest moments are forgotten first. */
    private static Optional<String> findSetBack(Session session, Moment kept) {
        boolean isGone = session.queryOne(
                """
                SELECT EXISTS (SELECT FROM tillback.moment WHERE taken_at < ?)
                  AND NOT EXISTS (SELECT FROM tillback.moment WHERE taken_at = ? AND cut::text = ?)
                """,
                row -> row.getBoolean(1),
                JournalRows.at(kept.takenAt()),
                JournalRows.at(kept.takenAt()),
                kept.cut());
        return isGone
                ? Optional.of(
                        "the database was set back to an older copy, without the moment kept at " + kept.takenAt())
                : Optional.empty();
    }

    @Override
    public String incarnation() {
        try (Session session = open("ask which database this is")) {
            return session.queryOne(sql.incarnation(), row -> row.getString(1));
        }
    }

    /** What triggers themselves say that they did not record, by companion. */
    private static Map<Integer, String> gaps(Session session) {
        Map<Integer, String> found = new HashMap<>();
        session.query("""
                SELECT g.companion, min(g.reason)
                FROM tillback.journal_gap g
                JOIN tillback.journal j ON j.number = g.companion
                WHERE j.last_cut IS NULL
                GROUP BY g.companion
                """, row -> found.put(row.getInt(1), row.getString(2)));
        return found;
    }

    /** @return what differs, in words; empty if nothing does */
    private static Optional<String> compare(Map.Entry<Integer, String> then, @Nullable String now) {
        if (then.getValue().equals(now)) {
            return Optional.empty();
        }
        if (now == null) {
            return Optional.of("its triggers are gone");
        }
        Map<?, ?> was = Json.read(then.getValue(), Map.class);
        Map<?, ?> is = Json.read(now, Map.class);
        TreeSet<String> parts = new TreeSet<>();
        Stream.concat(was.keySet().stream(), is.keySet().stream())
                .filter(part -> !Objects.equals(was.get(part), is.get(part)))
                .forEach(part -> parts.add(String.valueOf(part)));
        return Optional.of("altered since: " + String.join(", ", parts));
    }

    @Override
    public Optional<Moment> findMoment(Instant instant) {
        try (Session session = open("look for a moment")) {
            return session.query(sql.findMoment(), JournalRows::moment, JournalRows.at(instant)).stream()
                    .findFirst();
        }
    }

    @Override
    public Optional<Moment> findNextMoment(Instant instant) {
        try (Session session = open("look for a moment")) {
            return session.query(sql.findNextMoment(), JournalRows::moment, JournalRows.at(instant)).stream()
                    .findFirst();
        }
    }

    @Override
    public Optional<Moment> findMomentBefore(long transaction) {
        try (Session session = open("look for the moment before a transaction")) {
            String id = Long.toUnsignedString(transaction);
            return session.query(sql.findMomentBefore(), JournalRows::moment, id, id).stream()
                    .findFirst();
        }
    }

    @Override
    public Optional<Moment> findMomentBefore(Collection<Long> transactions) {
        try (Session session = open("look for the moment before some transactions")) {
            String[] ids = transactions.stream().map(Long::toUnsignedString).toArray(String[]::new);
            return session.query(sql.findMomentBeforeAll(), JournalRows::moment, (Object) ids).stream()
                    .findFirst();
        }
    }

    @Override
    public JournalStock measure() {
        try (Session session = open("measure the journal")) {
            Map<Integer, Long> bytes = new HashMap<>();
            session.query(sql.sizes(), row -> bytes.put(row.getInt(1), row.getLong(2)));
            return session.queryOne(
                    "SELECT min(taken_at), max(taken_at) FROM tillback.moment",
                    row -> new JournalStock(instant(row, 1), instant(row, 2), bytes));
        }
    }

    private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column) == null ? Optional.empty() : Optional.of(Instants.at(row, column));
    }

    @Override
    public boolean sees(Companion companion, Moment later, PastState state) {
        return asks("compare a moment with a state", sql.sees(companion, later, state));
    }

    @Override
    public boolean sees(Moment later, Moment earlier) {
        return asks("compare two moments", sql.sees(later, earlier));
    }

    @Override
    public Set<Moment> findSeen(Moment later, Collection<Moment> earlier) {
        try (Session session = open("compare moments")) {
            Set<String> seen = Set.copyOf(session.query(
                    sql.findSeen(),
                    row -> row.getString(1),
                    later.cut(),
                    earlier.stream().map(Moment::cut).distinct().toArray(String[]::new)));
            return earlier.stream()
                    .filter(moment -> seen.contains(moment.cut()))
                    .collect(Collectors.toSet());
        }
    }

    private boolean asks(String attempt, String question) {
        try (Session session = open(attempt)) {
            return session.queryOne(question, row -> row.getBoolean(1));
        }
    }

    @Override
    public boolean knowsCommitTimes() {
        return asks("ask whether commits are timed", sql.knowsCommitTimes());
    }
}
