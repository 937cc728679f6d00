package io.tillback.jdbc;

import io.tillback.model.AlertCause;
import io.tillback.model.RestoreId;
import io.tillback.notice.NoticeBook;
import io.tillback.notice.NoticeChannel;
import io.tillback.notice.Receiver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Notices in the catalog. */
public final class JdbcNoticeBook implements NoticeBook {
    /** A server that has not tried for so long is gone; what its stores had not heard is nothing to them any more. */
    private static final String FAILING = """
            d.delivered_at IS NULL
              AND d.last_failure IS NOT NULL
              AND (d.channel <> 'STORE' OR d.next_attempt_at > clock_timestamp() - interval '2 min')
            """;

    private final DataSource database;

    public JdbcNoticeBook(DataSource database) {
        this.database = database;
    }

    @Override
    public Optional<Told> find(RestoreId restore) {
        try (Session session = Session.openReadOnly(database, "read who was told of restore " + restore)) {
            return session
                    .query(
                            """
                            SELECT n.number, n.id::text, n.created_at, s.told, s.mailed, s.without_address
                            FROM tillback.notice n
                            CROSS JOIN LATERAL (
                              SELECT count(*) AS told, count(m.delivered_at) AS mailed,
                                count(m.notice) - count(m.address) AS without_address
                              FROM tillback.seller_notice o
                              LEFT JOIN tillback.seller_mail m ON m.notice = o.number
                              WHERE o.restore = n.restore) s
                            WHERE n.restore = ?
                            """,
                            row -> new Told(
                                    row.getString(2),
                                    Instants.at(row, 3),
                                    deliveries(session, row.getLong(1)),
                                    new Sellers(row.getLong(4), row.getLong(5), row.getLong(6))),
                            restore.value())
                    .stream()
                    .findFirst();
        }
    }

    private static List<Delivery> deliveries(Session session, long notice) {
        return session.query("""
                SELECT channel, receiver, attempts, delivered_at, last_failure,
                  CASE WHEN delivered_at IS NULL THEN next_attempt_at END
                FROM tillback.notice_delivery
                WHERE notice = ?
                ORDER BY channel, created_at, receiver
                """, JdbcNoticeBook::delivery, notice);
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        return new Delivery(
                receiver(row),
                row.getInt(3),
                Instants.find(row, 4),
                Optional.ofNullable(row.getString(5)),
                Instants.find(row, 6));
    }

    private static Receiver receiver(ResultSet row) throws SQLException {
        return new Receiver(NoticeChannel.valueOf(row.getString(1)), row.getString(2));
    }

    @Override
    public List<FailingReceiver> listFailing() {
        try (Session session = Session.openReadOnly(database, "read which notices are not delivered")) {
            return listFailing(session);
        }
    }

    private static List<FailingReceiver> listFailing(Session session) {
        return session.query(
                """
                SELECT d.channel, d.receiver, count(*), min(n.created_at),
                  (array_agg(d.last_failure ORDER BY d.notice DESC))[1]
                FROM tillback.notice_delivery d
                JOIN tillback.notice n ON n.number = d.notice
                WHERE\s""" + FAILING + """
                GROUP BY d.channel, d.receiver
                ORDER BY d.channel, d.receiver
                """,
                row -> new FailingReceiver(receiver(row), row.getLong(3), Instants.at(row, 4), row.getString(5)));
    }

    @Override
    public void watch(Duration longest) {
        try (Session session = Session.open(database, "look for notices that nobody takes")) {
            Instant now = session.queryOne("SELECT clock_timestamp()", row -> Instants.at(row, 1));
            List<FailingReceiver> failing = listFailing(session);
            failing.stream()
                    .filter(some -> some.since().plus(longest).isBefore(now))
                    .forEach(some -> AlertRows.raise(session, cause(some), event(some), some.since()));
            List<FailingMail> mail = listFailingMail(session);
            mail.stream()
                    .filter(some -> some.since().plus(longest).isBefore(now))
                    .forEach(some -> AlertRows.raise(session, some.cause(), some.event(), some.since()));
            AlertRows.closeAllBut(
                    session,
                    AlertCause.Kind.NOTICE_FAILING,
                    Stream.concat(
                                    failing.stream().map(JdbcNoticeBook::event),
                                    mail.stream().map(FailingMail::event))
                            .toList(),
                    now);
            session.commit();
        }
    }

    /** Mail to sellers that is still tried; none or one. */
    private static List<FailingMail> listFailingMail(Session session) {
        return session.query("""
                SELECT count(*), min(created_at), (array_agg(last_failure ORDER BY notice DESC))[1]
                FROM tillback.seller_mail
                WHERE address IS NOT NULL
                  AND delivered_at IS NULL
                  AND last_failure IS NOT NULL
                  AND created_at > clock_timestamp() - interval '3 days'
                HAVING count(*) > 0
                """, row -> new FailingMail(row.getLong(1), Instants.at(row, 2), row.getString(3)));
    }

    private record FailingMail(long waiting, Instant since, String failure) {
        AlertCause.NoticeFailing cause() {
            return new AlertCause.NoticeFailing("sellers by mail", waiting, failure);
        }

        String event() {
            return "SELLERS " + since;
        }
    }

    private static AlertCause.NoticeFailing cause(FailingReceiver failing) {
        String receiver = failing.receiver().channel() == NoticeChannel.WEBHOOK
                ? "the webhook"
                : "the stores beside " + failing.receiver().name();
        return new AlertCause.NoticeFailing(receiver, failing.waiting(), failing.failure());
    }

    /** One alert as long as the oldest of its notices waits: more that wait behind it are no news. */
    private static String event(FailingReceiver failing) {
        return failing.receiver().channel() + " " + failing.receiver().name() + " " + failing.since();
    }

    @Override
    public void forgetBefore(Instant oldest) {
        try (Session session = Session.open(database, "forget old notices")) {
            session.update("DELETE FROM tillback.notice WHERE created_at < ?", JournalRows.at(oldest));
            session.update("DELETE FROM tillback.seller_notice WHERE created_at < ?", JournalRows.at(oldest));
            session.commit();
        }
    }
}
