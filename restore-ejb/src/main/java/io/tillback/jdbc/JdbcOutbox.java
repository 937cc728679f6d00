package io.tillback.jdbc;

import io.tillback.model.Json;
import io.tillback.model.RestoreId;
import io.tillback.notice.Notice;
import io.tillback.notice.NoticeChannel;
import io.tillback.notice.Outbox;
import io.tillback.notice.Receiver;
import io.tillback.notice.WrittenTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Notices in the catalog. Whose row is locked is left to whoever holds it; one that failed waits longer each time, and one
 * that would wait longer than the longest was put off before the clock was set back.
 */
public final class JdbcOutbox implements Outbox {
    private final DataSource database;

    public JdbcOutbox(DataSource database) {
        this.database = database;
    }

    @Override
    public void gatherForStores(Receiver stores, Instant since) {
        try (Session session = Session.open(database, "look for notices of restores")) {
            noteCommits(session);
            session.update(
                    """
                    INSERT INTO tillback.notice_delivery (notice, channel, receiver)
                    SELECT n.number, ?, ?
                    FROM tillback.notice n
                    WHERE NOT EXISTS (
                      SELECT FROM tillback.notice_delivery d
                      WHERE d.notice = n.number
                        AND d.channel = ?
                        AND (d.receiver = ? OR (d.delivered_at IS NOT NULL AND n.created_at < ?)))
                    ON CONFLICT DO NOTHING
                    """,
                    stores.channel().name(),
                    stores.name(),
                    stores.channel().name(),
                    stores.name(),
                    JournalRows.at(since));
            // Whoever has not tried for so long is gone, and its stores with it.
            session.update("""
                    DELETE FROM tillback.notice_delivery
                    WHERE channel = ?
                      AND receiver <> ?
                      AND delivered_at IS NULL
                      AND next_attempt_at < clock_timestamp() - interval '1 h'
                    """, stores.channel().name(), stores.name());
            session.commit();
        }
    }

    /** What is seen now is committed by now. */
    private static void noteCommits(Session session) {
        session.update("""
                UPDATE tillback.restored_table SET committed_by = clock_timestamp()
                WHERE (table_schema, table_name, transaction) IN (
                  SELECT table_schema, table_name, transaction
                  FROM tillback.restored_table
                  WHERE committed_by IS NULL
                  FOR UPDATE SKIP LOCKED)
                """);
    }

    @Override
    public void gatherForWebhook(Duration newest) {
        try (Session session = Session.open(database, "look for notices to post")) {
            session.update(
                    """
                    INSERT INTO tillback.notice_delivery (notice, channel, receiver)
                    SELECT n.number, ?, ?
                    FROM tillback.notice n
                    WHERE n.created_at > clock_timestamp() - make_interval(secs => ?)
                      AND NOT EXISTS (
                        SELECT FROM tillback.notice_delivery d WHERE d.notice = n.number AND d.channel = ?)
                    ON CONFLICT DO NOTHING
                    """,
                    NoticeChannel.WEBHOOK.name(),
                    Receiver.WEBHOOK.name(),
                    newest.toSeconds(),
                    NoticeChannel.WEBHOOK.name());
            session.commit();
        }
    }

    @Override
    public Optional<Attempt> findDue(Receiver receiver) {
        try (Session session = Session.open(database, "look for notices to deliver")) {
            Optional<Attempt> due = session
                    .query(
                            """
                            UPDATE tillback.notice_delivery t
                            SET attempts = t.attempts + 1, next_attempt_at = clock_timestamp() + interval '2 min'
                            FROM tillback.notice n
                            WHERE n.number = t.notice
                              AND (t.notice, t.channel, t.receiver) = (
                                SELECT d.notice, d.channel, d.receiver
                                FROM tillback.notice_delivery d
                                WHERE d.channel = ?
                                  AND d.receiver = ?
                                  AND d.delivered_at IS NULL
                                  AND d.next_attempt_at NOT BETWEEN clock_timestamp() AND clock_timestamp() + interval '65 min'
                                ORDER BY d.attempts > 0, d.notice
                                LIMIT 1
                                FOR UPDATE SKIP LOCKED)
                            RETURNING n.number, n.id::text, n.restore, n.tables, n.beyond, n.created_at, t.attempts
                            """,
                            row -> new Attempt(
                                    new Notice(
                                            row.getLong(1),
                                            row.getString(2),
                                            new RestoreId(row.getString(3)),
                                            List.of(Json.read(row.getString(4), WrittenTable[].class)),
                                            Notice.Beyond.valueOf(row.getString(5)),
                                            Instants.at(row, 6)),
                                    receiver,
                                    row.getInt(7)),
                            receiver.channel().name(),
                            receiver.name())
                    .stream()
                    .findFirst();
            session.commit();
            return due;
        }
    }

    @Override
    public void markDelivered(Attempt attempt) {
        write(
                "UPDATE tillback.notice_delivery SET delivered_at = clock_timestamp()" + OF_ATTEMPT,
                attempt.notice().number(),
                attempt.receiver().channel().name(),
                attempt.receiver().name());
    }

    private static final String OF_ATTEMPT = " WHERE notice = ? AND channel = ? AND receiver = ?";

    @Override
    public void markFailed(Attempt attempt, String reason) {
        write(
                """
                UPDATE tillback.notice_delivery
                SET last_failure = ?,
                  next_attempt_at = clock_timestamp()
                    + LEAST(make_interval(secs => ?), interval '1 s' * power(2, LEAST(attempts, 12)))
                """ + OF_ATTEMPT,
                reason,
                attempt.receiver().channel().longestWait().toSeconds(),
                attempt.notice().number(),
                attempt.receiver().channel().name(),
                attempt.receiver().name());
    }

    private void write(String sql, Object... parameters) {
        try (Session session = Session.open(database, "note what became of a notice")) {
            session.update(sql, parameters);
            session.commit();
        }
    }
}
