package io.tillback.jdbc;

import io.tillback.dialect.Dialect;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ColumnName;
import io.tillback.model.TableId;
import io.tillback.notice.SellerMails;
import io.tillback.notice.SellerNoticeBook;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/** Sellers' mail in the catalog, addressed by a column of the store's table of sellers. */
public final class JdbcSellerMails implements SellerMails {
    private final DataSource database;
    private final Dialect dialect;
    private final TableId table;
    private final ColumnName column;
    private final SellerNoticeBook book;

    public JdbcSellerMails(DataSource database, Dialect dialect, TableId table, ColumnName column) {
        this.database = database;
        this.dialect = dialect;
        this.table = table;
        this.column = column;
        this.book = new JdbcSellerNoticeBook(database, dialect);
    }

    @Override
    public void gather(Duration newest) {
        try (Session session = Session.open(database, "look for sellers' notices to mail")) {
            session.run(dialect.schema().pinSettings());
            boolean waits = session.queryOne("""
                    SELECT EXISTS (
                      SELECT FROM tillback.seller_notice n
                      WHERE n.created_at > clock_timestamp() - make_interval(secs => ?)
                        AND NOT EXISTS (SELECT FROM tillback.seller_mail m WHERE m.notice = n.number))
                    """, row -> row.getBoolean(1), newest.toSeconds());
            if (waits) {
                session.update(dialect.sellerNotices().address(table, key(session), column), newest.toSeconds());
                session.commit();
            }
        }
    }

    private ColumnName key(Session session) {
        return JdbcSellerLogins.findKey(session, dialect, table)
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "Cannot find sellers' addresses: table " + table
                                + " of tillback.seller.mail is not there, or has no primary key of one column",
                        "Name a column of the table whose primary key is the seller."));
    }

    @Override
    public Optional<Attempt> findDue() {
        try (Session session = Session.open(database, "look for sellers' mail to send")) {
            Optional<Due> due = session
                    .query("""
                            UPDATE tillback.seller_mail m
                            SET attempts = m.attempts + 1, next_attempt_at = clock_timestamp() + interval '2 min'
                            FROM tillback.seller_notice n
                            WHERE n.number = m.notice
                              AND m.notice = (
                                SELECT d.notice
                                FROM tillback.seller_mail d
                                WHERE d.address IS NOT NULL
                                  AND d.delivered_at IS NULL
                                  AND d.next_attempt_at NOT BETWEEN clock_timestamp() AND clock_timestamp() + interval '65 min'
                                  AND d.created_at > clock_timestamp() - interval '3 days'
                                ORDER BY d.attempts > 0, d.notice
                                LIMIT 1
                                FOR UPDATE SKIP LOCKED)
                            RETURNING n.seller, n.id::text, m.address, m.attempts
                            """, row -> new Due(row.getString(1), row.getString(2), row.getString(3), row.getInt(4)))
                    .stream()
                    .findFirst();
            session.commit();
            return due.flatMap(mail -> book.find(mail.seller(), mail.id())
                    .map(notice -> new Attempt(notice, mail.address(), mail.attempts())));
        }
    }

    private record Due(String seller, String id, String address, int attempts) {}

    private static final String OF_NOTICE =
            " WHERE notice = (SELECT number FROM tillback.seller_notice WHERE id = ?::uuid)";

    @Override
    public void markDelivered(Attempt attempt) {
        write(
                "UPDATE tillback.seller_mail SET delivered_at = clock_timestamp()" + OF_NOTICE,
                attempt.notice().id());
    }

    @Override
    public void markFailed(Attempt attempt, String reason) {
        write("""
                UPDATE tillback.seller_mail
                SET last_failure = ?,
                  next_attempt_at = clock_timestamp() + LEAST(interval '1 h', interval '1 s' * power(2, LEAST(attempts, 12)))
                """ + OF_NOTICE, reason, attempt.notice().id());
    }

    private void write(String sql, Object... parameters) {
        try (Session session = Session.open(database, "note what became of a seller's mail")) {
            session.update(sql, parameters);
            session.commit();
        }
    }
}
