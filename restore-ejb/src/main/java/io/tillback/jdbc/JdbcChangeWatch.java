package io.tillback.jdbc;

import io.tillback.dialect.Dialect;
import io.tillback.dialect.WatchSql;
import io.tillback.dialect.WatchSql.Piece;
import io.tillback.model.AlertCause;
import io.tillback.model.AlertCause.LargeTransaction;
import io.tillback.model.Companion;
import io.tillback.model.Json;
import io.tillback.model.Segment;
import io.tillback.notice.ChangeWatch;
import java.sql.ResultSet;
import java.sql.SQLException;
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
    public void look(Limits limits) {
        try (Session session = JournalRows.open(database, dialect, "look for large transactions")) {
            boolean isAlone = session.queryOne(
                    "SELECT pg_try_advisory_xact_lock(hashtextextended('tillback.alert_look', 0))",
                    row -> row.getBoolean(1));
            if (!isAlone) {
                return;
            }
            look(session, limits);
            session.commit();
        }
    }

    /** Measured before the cut is taken: what a later transaction records lies behind. */
    private void look(Session session, Limits limits) {
        List<Filled> filled = session.query(sql.measure(), JdbcChangeWatch::filled);
        String cut = session.queryOne("SELECT pg_current_snapshot()::text", row -> row.getString(1));
        Optional<Look> last = findLast(session, cut);
        last.ifPresent(before -> findNew(session, before, cut)
                .forEach((companion, pieces) -> raise(session, companion, pieces, limits, before.cut(), cut)));
        for (Segment settled : session.query(UNSEARCHED, JdbcChangeWatch::segment, SEARCHED_AT_ONCE)) {
            raise(session, settled.companion(), List.of(new Piece(settled.number(), 0)), limits, NOTHING, cut);
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

    private void raise(
            Session session, int number, List<Piece> pieces, Limits limits, String seenBefore, String seenNow) {
        session.query(
                        "SELECT companion FROM tillback.journal WHERE number = ?",
                        row -> Json.read(row.getString(1), Companion.class),
                        number)
                .forEach(companion -> raise(session, companion, pieces, limits, seenBefore, seenNow));
    }

    private void raise(
            Session session,
            Companion companion,
            List<Piece> pieces,
            Limits limits,
            String seenBefore,
            String seenNow) {
        session
                .query(
                        sql.findLarge(companion, pieces),
                        row -> row.getString(1),
                        seenBefore,
                        seenNow,
                        limits.rows(),
                        Limits.FEW,
                        limits.sharePercent())
                .stream()
                .filter(transaction -> !isRestore(session, transaction))
                .forEach(transaction -> raise(session, companion, transaction));
    }

    /** A restore's record is committed with it. */
    private static boolean isRestore(Session session, String transaction) {
        return session.queryOne(
                "SELECT EXISTS (SELECT FROM tillback.restore WHERE transaction = ?)",
                row -> row.getBoolean(1),
                transaction);
    }

    private void raise(Session session, Companion companion, String transaction) {
        session.query(
                sql.describe(companion),
                row -> {
                    LargeTransaction large = new LargeTransaction(
                            companion.table().id(),
                            Long.parseUnsignedLong(transaction),
                            row.getLong(1),
                            row.getLong(2),
                            row.getLong(4),
                            madeBy(row));
                    AlertRows.raise(session, large, AlertRows.eventOf(large), Instants.at(row, 3));
                    return true;
                },
                transaction);
    }

    private static AlertCause.Maker madeBy(ResultSet row) throws SQLException {
        return new AlertCause.Maker(
                Optional.ofNullable(row.getString(5)),
                Optional.ofNullable(row.getString(6)),
                Optional.ofNullable(row.getString(7)),
                Optional.ofNullable(row.getString(8)),
                Optional.ofNullable(row.getString(9)),
                Optional.ofNullable(row.getString(10)));
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
