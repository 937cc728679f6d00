package io.tillback.jdbc;

import io.tillback.dialect.Dialect;
import io.tillback.dialect.JournalSql;
import io.tillback.journal.JournalSegments;
import io.tillback.model.Companion;
import io.tillback.model.Json;
import io.tillback.model.Moment;
import io.tillback.model.Segment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Segments of the journal, as tables that inherit from the companions. */
public final class JdbcJournalSegments implements JournalSegments {
    private final DataSource database;
    private final Dialect dialect;
    private final JournalSql sql;
    private final HeldStill heldStill;

    public JdbcJournalSegments(DataSource database, Dialect dialect) {
        this.database = database;
        this.dialect = dialect;
        this.sql = dialect.journal();
        this.heldStill = new HeldStill(sql);
    }

    private Session open(String attempt) {
        return JournalRows.open(database, dialect, attempt);
    }

    /** While shipping is switched on, for a segment {@code s}: all its records are of transactions that a shipment saw. */
    private static final String SHIPPED = """
            NOT EXISTS (
              SELECT FROM tillback.shipping
              WHERE cut IS NULL OR s.newest >= pg_snapshot_xmin(cut))
            """;

    static void keepFirst(Session session, Segment segment) {
        session.update(
                "INSERT INTO tillback.journal_segment (companion, number, begun, begun_by)"
                        + " VALUES (?, ?, clock_timestamp(), pg_current_xact_id())",
                segment.companion(),
                segment.number());
    }

    /** The table of a segment {@code s}; null if it is gone. */
    private static final String TABLE = """
            to_regclass('tillback.journal_' || CASE s.companion WHEN 0 THEN 'transaction' ELSE s.companion::text END
              || '_' || s.number)
            """;

    /** Where a new table would lie now, as {@code pg_class} has it. */
    private static final String PLACE_OF_NEW_TABLES = """
            COALESCE((
              SELECT t.oid
              FROM pg_tablespace t
              JOIN pg_database d ON d.datname = current_database() AND d.dattablespace <> t.oid
              WHERE t.spcname = current_setting('default_tablespace')), 0)
            """;

    /** Coverage tells that a segment of records is gone, but not that one of transactions is. */
    @Override
    public List<Segment> findFull(Duration length) {
        try (Session session = open("look for segments that are full")) {
            return session.query(
                    """
                    SELECT s.companion, s.number
                    FROM (SELECT companion, max(number) AS number, max(begun) AS begun
                          FROM tillback.journal_segment
                          GROUP BY companion) s
                    LEFT JOIN tillback.journal j ON j.number = s.companion
                    LEFT JOIN pg_class c ON c.oid =
                    """ + TABLE + """
                    WHERE (s.companion = 0 OR (j.number IS NOT NULL AND j.last_cut IS NULL))
                      AND (s.companion = 0 AND c.oid IS NULL
                        OR s.begun < clock_timestamp() - make_interval(secs => ?) AND pg_relation_size(c.oid) > 0
                        OR c.reltablespace <>
                    """ + PLACE_OF_NEW_TABLES + """
                      )
                    ORDER BY s.companion
                    """,
                    JdbcJournalSegments::segment,
                    length.toMillis() / 1000.0);
        }
    }

    private static Segment segment(ResultSet row) throws SQLException {
        return new Segment(row.getInt(1), row.getInt(2));
    }

    @Override
    public void beginNext(Segment full) {
        try (Session session = open("begin a new segment of companion " + full.companion())) {
            if (!isNewest(session, full)) {
                return;
            }
            Segment next = full.next();
            if (full.isOfTransactions()) {
                sql.writeTransactionsTo(next.number()).forEach(session::run);
                keepFirst(session, next);
                session.commit();
                return;
            }
            heldStill.change(session, full.companion(), companion -> {
                sql.writeTo(companion, next.number()).forEach(session::run);
                keepFirst(session, next);
            });
        }
    }

    /** Of several servers one holds this row, and the others wait for it. */
    private static boolean isNewest(Session session, Segment segment) {
        session.query(
                "SELECT FROM tillback.journal_segment WHERE companion = ? AND number = ? FOR UPDATE",
                row -> true,
                segment.companion(),
                segment.number());
        return session.queryOne(
                "SELECT max(number) = ? FROM tillback.journal_segment WHERE companion = ?",
                row -> row.getBoolean(1),
                segment.number(),
                segment.companion());
    }

    /** Whoever has a transaction id from before the next segment began may have read the triggers as they were. */
    @Override
    public List<Segment> findDone() {
        try (Session session = open("look for segments that are no longer written to")) {
            return session.query("""
                    SELECT s.companion, s.number
                    FROM tillback.journal_segment s
                    JOIN tillback.journal_segment n ON n.companion = s.companion AND n.number = s.number + 1
                    WHERE s.newest IS NULL AND n.begun_by < pg_snapshot_xmin(pg_current_snapshot())
                      AND
                    """ + TABLE + """
                      IS NOT NULL
                    ORDER BY s.companion, s.number
                    """, JdbcJournalSegments::segment);
        }
    }

    @Override
    public void settle(Segment done) {
        try (Session session = open("settle a segment of companion " + done.companion())) {
            String transaction = transactionColumn(session, done);
            sql.settle(done).forEach(session::run);
            String newest = session.queryOne(sql.newestTransaction(done, transaction), row -> row.getString(1));
            session.run(sql.allowNoneAfter(done, transaction, newest));
            session.update(
                    "UPDATE tillback.journal_segment SET newest = ?::xid8 WHERE companion = ? AND number = ?",
                    newest,
                    done.companion(),
                    done.number());
            session.commit();
        }
    }

    @Override
    public List<Segment> findUnindexed() {
        try (Session session = open("look for segments without an index")) {
            return session.query(dialect.life().findUnindexed(), JdbcJournalSegments::segment);
        }
    }

    /** Of several servers one holds this row, and the others wait for it; then there is nothing left to do for them. */
    @Override
    public void index(Segment settled) {
        try (Session session = open("index a segment of companion " + settled.companion())) {
            boolean known = !session.query(
                            "SELECT FROM tillback.journal_segment WHERE companion = ? AND number = ? FOR UPDATE",
                            row -> true,
                            settled.companion(),
                            settled.number())
                    .isEmpty();
            boolean wanted = session.query(dialect.life().findUnindexed(), JdbcJournalSegments::segment)
                    .contains(settled);
            if (known && wanted) {
                session.run(sql.waitShortly());
                session.run(dialect.makeRoom());
                session.run(dialect.life().index(companion(session, settled), settled));
                session.commit();
            }
        }
    }

    private String transactionColumn(Session session, Segment segment) {
        return segment.isOfTransactions() ? "id" : sql.transactionColumn(companion(session, segment));
    }

    private static Companion companion(Session session, Segment segment) {
        return session.queryOne(
                "SELECT companion FROM tillback.journal WHERE number = ?",
                row -> Json.read(row.getString(1), Companion.class),
                segment.companion());
    }

    @Override
    public List<Segment> findExpired(Moment moment) {
        try (Session session = open("look for segments that are too old")) {
            return session.query(
                    """
                    SELECT s.companion, s.number
                    FROM tillback.journal_segment s
                    LEFT JOIN tillback.journal j ON j.number = s.companion
                    WHERE s.newest < pg_snapshot_xmin(?::pg_snapshot) AND j.last_cut IS NULL AND
                    """ + SHIPPED + "ORDER BY s.companion, s.number", JdbcJournalSegments::segment, moment.cut());
        }
    }

    @Override
    public void drop(Segment expired, Moment moment) {
        try (Session session = open("drop a segment of companion " + expired.companion())) {
            if (expired.isOfTransactions()) {
                dropShipped(session, expired);
                session.commit();
                return;
            }
            heldStill.change(session, expired.companion(), companion -> {
                if (!dropShipped(session, expired)) {
                    return;
                }
                session.update(
                        "UPDATE tillback.journal SET since_cut = ?, since = ? WHERE number = ? AND since < ?",
                        moment.cut(),
                        JournalRows.at(moment.takenAt()),
                        expired.companion(),
                        JournalRows.at(moment.takenAt()));
            });
        }
    }

    /** @return whether it could be */
    private boolean dropShipped(Session session, Segment segment) {
        long forgotten = session.update(
                "DELETE FROM tillback.journal_segment s WHERE s.companion = ? AND s.number = ? AND " + SHIPPED,
                segment.companion(),
                segment.number());
        if (forgotten > 0) {
            session.run(sql.drop(segment));
        }
        return forgotten > 0;
    }

    /** Of an interval that has ended nothing is written any more. */
    private boolean isShipped(Session session, Companion ended) {
        List<Optional<Moment>> shipped = session.query(
                "SELECT cut::text, taken_at FROM tillback.shipping",
                row -> row.getString(1) == null ? Optional.empty() : Optional.of(JournalRows.moment(row)));
        return shipped.stream()
                .allMatch(until -> until.isPresent()
                        && session.queryOne(sql.isShipped(ended, until.get()), row -> row.getBoolean(1)));
    }

    @Override
    public void forgetBefore(Moment moment) {
        try (Session session = open("drop what was recorded before " + moment.takenAt())) {
            List<Companion> ended = session.query(
                    """
                    SELECT companion FROM tillback.journal WHERE last < ? FOR UPDATE
                    """, row -> Json.read(row.getString(1), Companion.class), JournalRows.at(moment.takenAt()));
            for (Companion companion : ended) {
                sql.end(companion.number()).forEach(session::run);
                if (!isShipped(session, companion)) {
                    continue;
                }
                session.run(sql.drop(companion));
                session.update("DELETE FROM tillback.journal_segment WHERE companion = ?", companion.number());
                session.update("DELETE FROM tillback.journal_gap WHERE companion = ?", companion.number());
                session.update("DELETE FROM tillback.journal WHERE number = ?", companion.number());
            }
            session.update("DELETE FROM tillback.moment WHERE taken_at < ?", JournalRows.at(moment.takenAt()));
            session.commit();
        }
    }
}
