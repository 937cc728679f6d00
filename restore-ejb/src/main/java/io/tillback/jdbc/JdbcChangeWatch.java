package io.tillback.jdbc;

import io.tillback.dialect.Dialect;
import io.tillback.dialect.WatchSql;
import io.tillback.dialect.WatchSql.Piece;
import io.tillback.fault.RestoreException;
import io.tillback.jdbc.WatchedValues.Grown;
import io.tillback.jdbc.WatchedValues.Wide;
import io.tillback.model.AlertCause.LargeTransaction;
import io.tillback.model.AlertCause.TableChange;
import io.tillback.model.Companion;
import io.tillback.model.Json;
import io.tillback.model.Segment;
import io.tillback.notice.ChangeWatch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Looks at the ends of the journal's segments.
 *
 * <p>What a look finds is what its cut sees and the last look's does not: also a transaction that began long ago, since the
 * records are read from where they stood before it began. Records that the database laid elsewhere, into room that a
 * transaction left which was rolled back, are found when their segment is settled and searched as a whole, once.
 */
public final class JdbcChangeWatch implements ChangeWatch {
    /** A cut that sees nothing. */
    private static final String NOTHING = "1:1:";

    /** So that a look stays short where thousands of tables begin new segments at once. */
    private static final int SEARCHED_AT_ONCE = 50;

    /** Likewise. */
    private static final int LEARNED_AT_ONCE = 20;

    /** Rows are looked at by the way: who has locked them all is not waited for. */
    private static final String LOCK_WAIT = "SET LOCAL lock_timeout = '500ms'";

    /** What is kept of old looks is tidied up so rarely. */
    private static final int TIDIED_EVERY = 30;

    private static final String UNSEARCHED = """
            SELECT companion, number
            FROM tillback.journal_segment
            WHERE companion > 0 AND newest IS NOT NULL AND NOT searched
              AND to_regclass(format('tillback.journal_%s_%s', companion, number)) IS NOT NULL
            ORDER BY companion, number
            LIMIT ?
            """;

    /** Parameters: the rule; how few rows tell too little; for how many seconds a table with so few is left alone. */
    private static final String UNLEARNED = """
            SELECT j.companion
            FROM tillback.journal j
            LEFT JOIN tillback.known_table k ON k.table_schema = j.table_schema AND k.table_name = j.table_name
            WHERE j.last_cut IS NULL
              AND (k.companion IS DISTINCT FROM j.number OR k.rule <> ?
                OR (k.rows < ? AND k.learned_at < clock_timestamp() - make_interval(secs => ?)))
            ORDER BY k.companion IS NOT DISTINCT FROM j.number, k.learned_at, j.number
            LIMIT 1
            """;

    /**
     * The last look by which none of those had begun that are new: what had not begun then had nothing recorded. Parameters: what
     * the last look saw, what this one sees, the former again.
     */
    private static final String SINCE = """
            SELECT COALESCE(max(l.number), 0)
            FROM tillback.alert_look l
            WHERE pg_snapshot_xmax(l.cut) <= (
              SELECT first.id
              FROM (
                SELECT open.id
                FROM pg_snapshot_xip(?::text::pg_snapshot) open (id)
                WHERE pg_visible_in_snapshot(open.id, ?::text::pg_snapshot)
                UNION ALL
                SELECT pg_snapshot_xmax(?::text::pg_snapshot)) first (id)
              ORDER BY first.id
              LIMIT 1)
            """;

    private final DataSource database;
    private final Dialect dialect;
    private final WatchSql sql;

    public JdbcChangeWatch(DataSource database, Dialect dialect) {
        this.database = database;
        this.dialect = dialect;
        this.sql = dialect.watch();
    }

    private record Look(long number, String cut) {}

    /** How far a segment is filled, or from where on it is looked at. */
    private record Filled(Segment segment, long place) {}

    @Override
    public void look(Limits limits, Values values, Sellers sellers) {
        try (Session session = JournalRows.open(database, dialect, "look for large transactions and new values")) {
            if (isAlone(session, "tillback.alert_look")) {
                session.run(LOCK_WAIT);
                session.run(dialect.preferLookups());
                WatchedValues watched = new WatchedValues(session, dialect, values, sellers);
                look(session, limits, values, watched);
                session.commit();
                throwFirst(watched.failures());
            }
        }
    }

    /** Of several servers one. */
    private static boolean isAlone(Session session, String what) {
        return session.queryOne(
                "SELECT pg_try_advisory_xact_lock(hashtextextended(?, 0))", row -> row.getBoolean(1), what);
    }

    private static void throwFirst(List<RestoreException> failures) {
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    /** Measured before the cut is taken: what a later transaction records lies behind. */
    private void look(Session session, Limits limits, Values values, WatchedValues watched) {
        List<Filled> filled = session.query(sql.measure(), JdbcChangeWatch::filled);
        String cut = session.queryOne("SELECT pg_current_snapshot()::text", row -> row.getString(1));
        Optional<Look> last = findLast(session, cut);
        last.ifPresent(before -> findNew(session, before, cut)
                .forEach((number, pieces) -> findCompanion(session, number).ifPresent(companion -> {
                    Grown grown = new Grown(companion, pieces, before.cut(), cut);
                    List<Changed> changed =
                            raise(session, grown, limits, values.constant().rows());
                    if (!changed.isEmpty()) {
                        watched.look(grown, wide(changed, values.constant().rows()));
                    }
                })));
        for (Segment settled : session.query(UNSEARCHED, JdbcChangeWatch::segment, SEARCHED_AT_ONCE)) {
            findCompanion(session, settled.companion())
                    .ifPresent(companion -> raise(
                            session,
                            new Grown(companion, List.of(new Piece(settled.number(), 0)), NOTHING, cut),
                            limits,
                            Integer.MAX_VALUE));
            session.update(
                    "UPDATE tillback.journal_segment SET searched = TRUE WHERE companion = ? AND number = ?",
                    settled.companion(),
                    settled.number());
        }
        note(session, last.map(Look::number).orElse(0L) + 1, cut, filled);
        AlertRows.closeForgotten(session);
    }

    /** None before the first look; after a database was set back, its cuts say nothing of what it does now. */
    private static Optional<Look> findLast(Session session, String cut) {
        Optional<Look> last = session
                .query(
                        "SELECT number, cut::text FROM tillback.alert_look ORDER BY number DESC LIMIT 1",
                        row -> new Look(row.getLong(1), row.getString(2)))
                .stream()
                .findFirst();
        if (last.isPresent() && !isLater(session, last.get().cut(), cut)) {
            session.update("DELETE FROM tillback.alert_looked");
            session.update("DELETE FROM tillback.alert_look");
            return Optional.empty();
        }
        return last;
    }

    private static boolean isLater(Session session, String earlier, String later) {
        return session.queryOne(
                "SELECT pg_snapshot_xmax(?::text::pg_snapshot) <= pg_snapshot_xmax(?::text::pg_snapshot)",
                row -> row.getBoolean(1),
                earlier,
                later);
    }

    private Map<Integer, List<Piece>> findNew(Session session, Look before, String cut) {
        long since = session.queryOne(SINCE, row -> row.getLong(1), before.cut(), cut, before.cut());
        return session.query(sql.findGrown(), JdbcChangeWatch::filled, since).stream()
                .collect(Collectors.groupingBy(
                        grown -> grown.segment().companion(),
                        TreeMap::new,
                        Collectors.mapping(
                                grown -> new Piece(grown.segment().number(), grown.place()), Collectors.toList())));
    }

    private static Optional<Companion> findCompanion(Session session, int number) {
        return session
                .query(
                        "SELECT companion FROM tillback.journal WHERE number = ?",
                        row -> Json.read(row.getString(1), Companion.class),
                        number)
                .stream()
                .findFirst();
    }

    private record Changed(Wide wide, Size size) {
        enum Size {
            TOO_LARGE,
            USUAL
        }
    }

    private static List<Wide> wide(List<Changed> changed, long many) {
        return changed.stream()
                .map(Changed::wide)
                .filter(wide -> wide.updated() >= many)
                .toList();
    }

    /** @return the transactions that updated many rows, and any other; none if there is nothing new */
    private List<Changed> raise(Session session, Grown grown, Limits limits, long many) {
        List<Changed> found = session.query(
                sql.findLarge(grown.companion(), grown.pieces()),
                row -> new Changed(
                        new Wide(row.getString(1), row.getLong(3)),
                        row.getBoolean(2) ? Changed.Size.TOO_LARGE : Changed.Size.USUAL),
                limits.rows(),
                Limits.FEW,
                limits.sharePercent(),
                grown.before(),
                grown.now(),
                many);
        found.stream()
                .filter(changed -> changed.size() == Changed.Size.TOO_LARGE)
                .map(changed -> changed.wide().transaction())
                .filter(transaction -> !TableChanges.isRestore(session, transaction))
                .flatMap(transaction -> TableChanges.describe(session, sql, grown.companion(), transaction).stream())
                .forEach(done ->
                        AlertRows.raise(session, large(done.change()), AlertRows.eventOf(done.change()), done.began()));
        return found;
    }

    private static LargeTransaction large(TableChange change) {
        return new LargeTransaction(
                change.table(),
                change.transaction(),
                change.changed(),
                change.inserted(),
                change.tableRows(),
                change.maker());
    }

    @Override
    public void learn(Values values) {
        List<RestoreException> failures = new ArrayList<>();
        for (int i = 0; i < LEARNED_AT_ONCE; i++) {
            Optional<Companion> next = learnNext(values, failures);
            if (next.isEmpty()) {
                break;
            }
        }
        throwFirst(failures);
    }

    private Optional<Companion> learnNext(Values values, List<RestoreException> failures) {
        Optional<Companion> next = Optional.empty();
        try (Session session = JournalRows.open(database, dialect, "learn which values columns have")) {
            if (!isAlone(session, "tillback.known_value")) {
                return next;
            }
            session.run(LOCK_WAIT);
            next = findUnlearned(session, values);
            next.ifPresent(companion -> KnownValues.learn(session, dialect.values(), companion, values));
            session.commit();
        } catch (RestoreException e) {
            failures.add(e);
            next.ifPresent(companion -> noteUnreadable(companion, values));
        }
        return next;
    }

    private void noteUnreadable(Companion companion, Values values) {
        try (Session session = JournalRows.open(database, dialect, "note whose values cannot be learned")) {
            KnownValues.noteUnreadable(session, companion, values);
            session.commit();
        }
    }

    private static Optional<Companion> findUnlearned(Session session, Values values) {
        return session
                .query(
                        UNLEARNED,
                        row -> Json.read(row.getString(1), Companion.class),
                        KnownValues.ruleOf(values),
                        KnownValues.TELLING_ROWS,
                        values.learning().toMillis() / 1000.0)
                .stream()
                .findFirst();
    }

    private static void note(Session session, long number, String cut, List<Filled> filled) {
        session.update(
                "INSERT INTO tillback.alert_look (number, cut, taken_at) VALUES (?, ?::text::pg_snapshot, clock_timestamp())",
                number,
                cut);
        filled.forEach(one -> session.update(
                "INSERT INTO tillback.alert_looked (companion, segment, look, blocks) VALUES (?, ?, ?, ?)",
                one.segment().companion(),
                one.segment().number(),
                number,
                one.place()));
        if (number % TIDIED_EVERY == 0) {
            tidyUp(session, cut);
        }
    }

    /** What no transaction that runs now, or will, is looked for from. */
    private static void tidyUp(Session session, String cut) {
        session.update("""
                DELETE FROM tillback.alert_look
                WHERE number < (
                  SELECT max(l.number)
                  FROM tillback.alert_look l
                  WHERE pg_snapshot_xmax(l.cut) <= pg_snapshot_xmin(?::text::pg_snapshot))
                """, cut);
        session.update("""
                DELETE FROM tillback.alert_looked l
                WHERE EXISTS (
                    SELECT FROM tillback.alert_looked later
                    WHERE later.companion = l.companion AND later.segment = l.segment AND later.look > l.look
                      AND later.look <= (SELECT min(number) FROM tillback.alert_look))
                  OR NOT EXISTS (
                    SELECT FROM tillback.journal_segment s
                    WHERE s.companion = l.companion AND s.number = l.segment AND s.newest IS NULL)
                """);
    }

    private static Segment segment(ResultSet row) throws SQLException {
        return new Segment(row.getInt(1), row.getInt(2));
    }

    private static Filled filled(ResultSet row) throws SQLException {
        return new Filled(segment(row), row.getLong(3));
    }
}
