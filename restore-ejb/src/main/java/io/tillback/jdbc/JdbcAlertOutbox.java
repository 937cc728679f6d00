package io.tillback.jdbc;

import io.tillback.model.AlertCause;
import io.tillback.model.Json;
import io.tillback.notice.Alert;
import io.tillback.notice.AlertChannel;
import io.tillback.notice.AlertMessage;
import io.tillback.notice.AlertOutbox;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Alerts' messages in the catalog. Whose row is locked is left to the server that holds it; a message that failed waits
 * longer each time, up to an hour, and is given up after three days.
 */
public final class JdbcAlertOutbox implements AlertOutbox {
    static final String NOT_GIVEN_UP = "d.created_at > clock_timestamp() - interval '3 days'";

    private final DataSource database;

    public JdbcAlertOutbox(DataSource database) {
        this.database = database;
    }

    /** @param due whether it has waited for long enough */
    private record Untold(Alert alert, boolean due) {}

    @Override
    public int gather(Duration wait, Set<AlertCause.Kind> kinds, Set<AlertChannel> channels) {
        try (Session session = Session.open(database, "make a message of alerts")) {
            List<Untold> untold = session.query(
                    "SELECT " + AlertRows.COLUMNS + """
                    , untold_since NOT BETWEEN clock_timestamp() - make_interval(secs => ?) AND clock_timestamp()
                    FROM tillback.alert
                    WHERE untold_since IS NOT NULL
                    ORDER BY number
                    FOR UPDATE SKIP LOCKED
                    """,
                    row -> new Untold(AlertRows.read(row), row.getBoolean(AlertRows.MESSAGE + 1)),
                    wait.toMillis() / 1000.0);
            if (untold.stream().noneMatch(Untold::due)) {
                return 0;
            }
            List<Alert> told = untold.stream()
                    .map(Untold::alert)
                    .filter(alert -> kinds.contains(alert.cause().kind()))
                    .toList();
            untold.forEach(one -> session.update(
                    "UPDATE tillback.alert SET untold_since = NULL WHERE number = ?",
                    one.alert().number()));
            if (!told.isEmpty()) {
                tell(session, told, channels);
            }
            session.commit();
            return told.size();
        }
    }

    private static void tell(Session session, List<Alert> told, Set<AlertChannel> channels) {
        long message = session.queryOne(
                "INSERT INTO tillback.alert_message (total, alerts) VALUES (?, ?) RETURNING number",
                row -> row.getLong(1),
                told.size(),
                Json.write(told.subList(0, Math.min(told.size(), AlertMessage.MOST_TOLD))));
        told.forEach(alert ->
                session.update("UPDATE tillback.alert SET message = ? WHERE number = ?", message, alert.number()));
        channels.forEach(channel -> session.update(
                "INSERT INTO tillback.alert_delivery (message, channel) VALUES (?, ?)", message, channel.name()));
    }

    @Override
    public Optional<Attempt> findDue(AlertChannel channel) {
        try (Session session = Session.open(database, "look for messages to deliver")) {
            Optional<Attempt> due = session
                    .query(
                            """
                            UPDATE tillback.alert_delivery t
                            SET attempts = t.attempts + 1, next_attempt_at = clock_timestamp() + interval '2 min'
                            FROM tillback.alert_message m
                            WHERE m.number = t.message
                              AND (t.message, t.channel) = (
                                SELECT d.message, d.channel
                                FROM tillback.alert_delivery d
                                WHERE d.channel = ?
                                  AND d.delivered_at IS NULL
                                  AND d.next_attempt_at NOT BETWEEN clock_timestamp() AND clock_timestamp() + interval '65 min'
                                  AND @
                                ORDER BY d.message
                                LIMIT 1
                                FOR UPDATE SKIP LOCKED)
                            RETURNING m.number, m.id::text, m.created_at, m.total, m.alerts, t.attempts
                            """.replace("@", NOT_GIVEN_UP),
                            row -> new Attempt(
                                    row.getLong(1),
                                    channel,
                                    new AlertMessage(
                                            row.getString(2),
                                            Instants.at(row, 3),
                                            row.getInt(4),
                                            List.of(Json.read(row.getString(5), Alert[].class))),
                                    row.getInt(6)),
                            channel.name())
                    .stream()
                    .findFirst();
            session.commit();
            return due;
        }
    }

    @Override
    public void markDelivered(Attempt attempt) {
        write(
                "UPDATE tillback.alert_delivery SET delivered_at = clock_timestamp() WHERE message = ? AND channel = ?",
                attempt.message(),
                attempt.channel().name());
    }

    @Override
    public void markFailed(Attempt attempt, String reason) {
        write("""
                UPDATE tillback.alert_delivery
                SET last_failure = ?,
                  next_attempt_at = clock_timestamp() + LEAST(interval '1 h', interval '1 s' * power(2, LEAST(attempts, 12)))
                WHERE message = ? AND channel = ?
                """, reason, attempt.message(), attempt.channel().name());
    }

    private void write(String sql, Object... parameters) {
        try (Session session = Session.open(database, "note what became of a message")) {
            session.update(sql, parameters);
            session.commit();
        }
    }
}
