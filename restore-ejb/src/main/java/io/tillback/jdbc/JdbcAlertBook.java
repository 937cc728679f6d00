package io.tillback.jdbc;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.AlertCause;
import io.tillback.notice.Alert;
import io.tillback.notice.AlertBook;
import io.tillback.notice.AlertChannel;
import io.tillback.notice.LastCopies;
import io.tillback.retention.RetryRule;
import io.tillback.retention.TierSlots;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** Alerts in the catalog. */
public final class JdbcAlertBook implements AlertBook {
    /** So many of the newest moments are looked at for a beat that had stopped: some minutes, in which somebody looks often. */
    private static final int MOMENTS = 300;

    private final DataSource database;

    public JdbcAlertBook(DataSource database) {
        this.database = database;
    }

    @Override
    public List<Entry> list(int limit) {
        return list(limit, "TRUE");
    }

    private List<Entry> list(int limit, String where, Object... parameters) {
        try (Session session = Session.openReadOnly(database, "read alerts")) {
            Map<Long, List<Delivery>> deliveries = new HashMap<>();
            String alerts = "FROM tillback.alert WHERE " + where
                    + " ORDER BY (closed_at IS NULL) DESC, number DESC LIMIT " + limit;
            session.query(
                    """
                    SELECT d.message, d.channel, d.attempts, d.delivered_at, d.last_failure,
                      CASE WHEN d.delivered_at IS NULL AND @ THEN d.next_attempt_at END
                    FROM tillback.alert_delivery d
                    WHERE d.message IN (SELECT message #)
                    ORDER BY d.message, d.channel
                    """.replace("@", JdbcAlertOutbox.NOT_GIVEN_UP).replace("#", alerts),
                    row -> deliveries
                            .computeIfAbsent(row.getLong(1), message -> new ArrayList<>())
                            .add(delivery(row)),
                    parameters);
            return session.query(
                    "SELECT " + AlertRows.COLUMNS + " " + alerts,
                    row -> new Entry(
                            AlertRows.read(row), deliveries.getOrDefault(row.getLong(AlertRows.MESSAGE), List.of())),
                    parameters);
        }
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        return new Delivery(
                AlertChannel.valueOf(row.getString(2)),
                row.getInt(3),
                Instants.find(row, 4),
                Optional.ofNullable(row.getString(5)),
                Instants.find(row, 6));
    }

    @Override
    public List<FailingChannel> listFailing() {
        try (Session session = Session.openReadOnly(database, "read which alerts are not delivered")) {
            return session.query(
                    """
                    SELECT d.channel, count(*), min(d.created_at),
                      (array_agg(d.last_failure ORDER BY d.message DESC))[1]
                    FROM tillback.alert_delivery d
                    WHERE d.delivered_at IS NULL AND d.last_failure IS NOT NULL AND @
                    GROUP BY d.channel
                    ORDER BY d.channel
                    """.replace("@", JdbcAlertOutbox.NOT_GIVEN_UP),
                    row -> new FailingChannel(
                            AlertChannel.valueOf(row.getString(1)),
                            row.getLong(2),
                            Instants.at(row, 3),
                            row.getString(4)));
        }
    }

    @Override
    public Entry acknowledge(long number, String by) {
        write("""
                UPDATE tillback.alert
                SET acknowledged_at = clock_timestamp(), acknowledged_by = ?,
                  closed_at = CASE WHEN kind = ANY (?::text[]) THEN COALESCE(closed_at, clock_timestamp()) ELSE closed_at END
                WHERE number = ? AND acknowledged_at IS NULL
                """, by, AlertRows.ofTransactions(), number);
        return list(1, "number = ?", number).stream()
                .findFirst()
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.ALERT_UNKNOWN,
                        "Cannot acknowledge alert " + number + ": there is none",
                        "Choose one of those that GET /alerts lists."));
    }

    private void write(String sql, Object... parameters) {
        try (Session session = Session.open(database, "write alerts")) {
            session.update(sql, parameters);
            session.commit();
        }
    }

    @Override
    public void watch(Limits limits) {
        try (Session session = Session.open(database, "look for what should raise an alert")) {
            watchShipping(session, limits);
            watchBeat(session, limits);
            session.commit();
        }
    }

    private static void watchShipping(Session session, Limits limits) {
        Instant now = session.queryOne("SELECT clock_timestamp()", row -> Instants.at(row, 1));
        Optional<Failing> failing = session
                .query(
                        "SELECT failing_since, taken_at, failure FROM tillback.shipping WHERE failing_since IS NOT NULL",
                        row -> new Failing(
                                Instants.at(row, 1),
                                new AlertCause.ShippingFailing(Instants.find(row, 2), row.getString(3))))
                .stream()
                .findFirst();
        failing.filter(some -> some.since().plus(limits.shipping()).isBefore(now))
                .ifPresent(some -> AlertRows.raise(session, some.cause(), some.event(), some.since()));
        AlertRows.closeOthers(
                session,
                AlertCause.Kind.SHIPPING_FAILING,
                failing.map(Failing::event).orElse(""),
                now);
    }

    private record Failing(Instant since, AlertCause.ShippingFailing cause) {
        String event() {
            return since.toString();
        }
    }

    /**
     * Also a stop that is over, because no server ran perhaps. Where nothing was recorded meanwhile, recording was switched
     * off, and nobody misses a moment.
     */
    private static void watchBeat(Session session, Limits limits) {
        session.query(
                        """
                        SELECT m.number, m.taken_at, m.next
                        FROM (
                          SELECT number, taken_at, lead(taken_at) OVER (ORDER BY number) AS next
                          FROM (SELECT number, taken_at FROM tillback.moment ORDER BY number DESC LIMIT ?) newest) m
                        WHERE COALESCE(m.next, clock_timestamp()) - m.taken_at > make_interval(secs => ?)
                          AND EXISTS (
                            SELECT FROM tillback.journal j
                            WHERE j.since <= m.taken_at AND (j.last IS NULL OR j.last > m.taken_at))
                        ORDER BY m.number
                        """,
                        row -> new Stop(row.getLong(1), Instants.at(row, 2), Instants.find(row, 3)),
                        MOMENTS,
                        limits.beat().toMillis() / 1000.0)
                .forEach(stop -> {
                    AlertRows.raise(session, new AlertCause.BeatStopped(), stop.event(), stop.last());
                    stop.next()
                            .ifPresent(
                                    next -> AlertRows.close(session, AlertCause.Kind.BEAT_STOPPED, stop.event(), next));
                });
    }

    private record Stop(long moment, Instant last, Optional<Instant> next) {
        String event() {
            return String.valueOf(moment);
        }
    }

    @Override
    public void noteSlots(TierSlots slots, RetryRule rule) {
        try (Session session = Session.open(database, "look for slots that failed")) {
            slots.failed(rule)
                    .forEach(failed ->
                            AlertRows.raise(session, failed, failed.tier() + " " + failed.slot(), failed.slot()));
            slots.taken().ifPresent(taken -> AlertRows.closeSlots(session, slots.tier(), taken));
            session.commit();
        }
    }

    @Override
    public List<Alert> findUnseenOfTransactions() {
        return list(Integer.MAX_VALUE, "kind = ANY (?::text[]) AND acknowledged_at IS NULL", (Object)
                        AlertRows.ofTransactions())
                .stream()
                .map(Entry::alert)
                .toList();
    }

    @Override
    public void noteExpiring(List<LastCopies.Expiring> expiring) {
        try (Session session = Session.open(database, "look for last copies that expire")) {
            expiring.forEach(one -> AlertRows.raise(session, one.cause(), AlertRows.eventOf(one.cause()), one.since()));
            AlertRows.closeAllBut(
                    session,
                    AlertCause.Kind.LAST_COPY_EXPIRING,
                    expiring.stream().map(one -> AlertRows.eventOf(one.cause())).toList());
            session.commit();
        }
    }

    @Override
    public void closeAll() {
        write("""
                UPDATE tillback.alert SET closed_at = clock_timestamp(), untold_since = NULL
                WHERE closed_at IS NULL AND kind NOT IN (?, ?)
                """, AlertCause.Kind.SLOT_FAILED.name(), AlertCause.Kind.NOTICE_FAILING.name());
    }

    @Override
    public void forgetBefore(Instant oldest) {
        write("DELETE FROM tillback.alert WHERE COALESCE(closed_at, acknowledged_at) < ?", JournalRows.at(oldest));
        write("DELETE FROM tillback.alert_message WHERE created_at < ?", JournalRows.at(oldest));
    }
}
