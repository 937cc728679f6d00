package io.tillback.jdbc;

import io.tillback.dialect.WatchSql;
import io.tillback.dialect.WatchSql.Piece;
import io.tillback.model.Companion;
import io.tillback.model.Segment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A look and those before it, in the catalog: from where on segments hold what was not judged yet.
 *
 * <p>Of a transaction that goes on while it is looked nobody sees what it has recorded so far. It lies behind where the segment
 * ended when that was last noted before the transaction began.
 */
final class Looks {
    /** A cut that sees nothing. */
    static final String NOTHING = "1:1:";

    /** What is kept of old looks is tidied up so rarely. */
    private static final int TIDIED_EVERY = 30;

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

    private final Session session;
    private final WatchSql sql;
    private final List<Filled> filled;
    private final String cut;
    private final Optional<Look> last;
    private final long number;

    private Looks(Session session, WatchSql sql, List<Filled> filled, String cut) {
        this.session = session;
        this.sql = sql;
        this.filled = filled;
        this.cut = cut;
        this.last = findLast(session, cut);
        this.number =
                session.queryOne("SELECT COALESCE(max(number), 0) + 1 FROM tillback.alert_look", row -> row.getLong(1));
    }

    private record Look(long number, String cut) {}

    /** How far a segment is filled, or from where on it is looked at. */
    private record Filled(Segment segment, long place) {}

    /** Measured before the cut is taken: what a later transaction records lies behind. */
    static Looks begin(Session session, WatchSql sql) {
        List<Filled> filled = session.query(sql.measure(), Looks::filled);
        return new Looks(
                session, sql, filled, session.queryOne("SELECT pg_current_snapshot()::text", row -> row.getString(1)));
    }

    /** None before the first look; after a database was set back, its cuts say nothing of what it does now. */
    private static Optional<Look> findLast(Session session, String cut) {
        Optional<Look> last = session
                .query(
                        "SELECT number, cut::text FROM tillback.alert_look WHERE judged ORDER BY number DESC LIMIT 1",
                        row -> new Look(row.getLong(1), row.getString(2)))
                .stream()
                .findFirst();
        if (last.isPresent() && !isLater(session, last.get().cut(), cut)) {
            session.update("DELETE FROM tillback.alert_looked");
            session.update("DELETE FROM tillback.alert_look");
            session.update("DELETE FROM tillback.row_pass");
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

    /** What this look sees. */
    String cut() {
        return cut;
    }

    /** What the last one saw. */
    String before() {
        return last.map(Look::cut).orElse(NOTHING);
    }

    /** By companion, in order; nothing at the first look. */
    Map<Integer, List<Piece>> findGrown() {
        if (last.isEmpty()) {
            return Map.of();
        }
        long since = session.queryOne(SINCE, row -> row.getLong(1), before(), cut, before());
        return session.query(sql.findGrown(), Looks::filled, since).stream()
                .collect(Collectors.groupingBy(
                        grown -> grown.segment().companion(),
                        TreeMap::new,
                        Collectors.mapping(
                                grown -> new Piece(grown.segment().number(), grown.place()), Collectors.toList())));
    }

    /**
     * What lies in a piece that the last look did not see, and this one does.
     *
     * @param last where the last record lies
     * @param rare which of D, T and M were done
     */
    record Surveyed(Piece piece, long records, long last, String rare) {}

    List<Surveyed> survey(Companion companion, List<Piece> pieces) {
        Map<Integer, Long> from = pieces.stream().collect(Collectors.toMap(Piece::segment, Piece::from));
        return session.query(
                sql.survey(companion, pieces),
                row -> new Surveyed(
                        new Piece(row.getInt(1), from.getOrDefault(row.getInt(1), 0L)),
                        row.getLong(2),
                        row.getLong(3),
                        row.getString(4)),
                before(),
                cut);
    }

    long number() {
        return number;
    }

    /** The next look judges what this one does not see. */
    void noteJudged() {
        note(Judged.YES);
    }

    /** Only how far segments are filled. */
    void noteMeasured() {
        note(Judged.NO);
    }

    private enum Judged {
        YES,
        NO
    }

    private void note(Judged judged) {
        session.update(
                "INSERT INTO tillback.alert_look (number, cut, taken_at, judged) VALUES (?, ?::text::pg_snapshot, clock_timestamp(), ?)",
                number,
                cut,
                judged == Judged.YES);
        filled.forEach(one -> session.update(
                "INSERT INTO tillback.alert_looked (companion, segment, look, blocks) VALUES (?, ?, ?, ?)",
                one.segment().companion(),
                one.segment().number(),
                number,
                one.place()));
        if (number % TIDIED_EVERY == 0) {
            tidyUp();
        }
    }

    /** What no transaction that runs now, or will, is looked for from. */
    private void tidyUp() {
        session.update("""
                DELETE FROM tillback.alert_look
                WHERE number < (
                    SELECT max(l.number)
                    FROM tillback.alert_look l
                    WHERE pg_snapshot_xmax(l.cut) <= pg_snapshot_xmin(?::text::pg_snapshot))
                  AND number < (SELECT max(l.number) FROM tillback.alert_look l WHERE l.judged)
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

    static Segment segment(ResultSet row) throws SQLException {
        return new Segment(row.getInt(1), row.getInt(2));
    }

    private static Filled filled(ResultSet row) throws SQLException {
        return new Filled(segment(row), row.getLong(3));
    }
}
