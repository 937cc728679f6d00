package io.tillback.jdbc;

import io.tillback.model.Json;
import io.tillback.model.RestoreId;
import io.tillback.model.TableId;
import io.tillback.notice.Notice;
import io.tillback.notice.Outbox;
import java.util.List;
import javax.sql.DataSource;

/**
 * Waiting notices in the catalog. A failed one waits longer each time, up to five minutes; one that would wait longer than
 * that was put off before the clock was set back.
 */
public final class JdbcOutbox implements Outbox {
    private static final String ATTEMPT = "deliver notices of restores";

    private final DataSource database;

    public JdbcOutbox(DataSource database) {
        this.database = database;
    }

    @Override
    public List<Notice> loadWaiting(int limit) {
        try (Session session = Session.openReadOnly(database, ATTEMPT)) {
            return session.query(
                    """
                    SELECT number, restore, tables, created_at, attempts
                    FROM tillback.notice
                    WHERE delivered_at IS NULL
                      AND next_attempt_at NOT BETWEEN clock_timestamp() AND clock_timestamp() + interval '6 min'
                    ORDER BY number
                    LIMIT ?
                    """,
                    row -> new Notice(
                            row.getLong(1),
                            new RestoreId(row.getString(2)),
                            List.of(Json.read(row.getString(3), TableId[].class)),
                            Instants.at(row, 4),
                            row.getInt(5)),
                    limit);
        }
    }

    @Override
    public void markDelivered(Notice notice) {
        write(
                "UPDATE tillback.notice SET delivered_at = clock_timestamp(), attempts = attempts + 1 WHERE number = ?",
                notice.number());
    }

    @Override
    public void markFailed(Notice notice, String reason) {
        write("""
                UPDATE tillback.notice
                SET attempts = attempts + 1,
                    last_failure = ?,
                    next_attempt_at = clock_timestamp() + LEAST(interval '5 min', attempts * interval '2 s' + interval '1 s')
                WHERE number = ?
                """, reason, notice.number());
    }

    private void write(String sql, Object... parameters) {
        try (Session session = Session.open(database, ATTEMPT)) {
            session.update(sql, parameters);
            session.commit();
        }
    }
}
