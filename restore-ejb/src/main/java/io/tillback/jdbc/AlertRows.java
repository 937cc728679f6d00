package io.tillback.jdbc;

import io.tillback.model.AlertCause;
import io.tillback.model.AlertCause.LastCopyExpiring;
import io.tillback.model.AlertCause.TableChange;
import io.tillback.model.ColumnName;
import io.tillback.model.Json;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.notice.Alert;
import io.tillback.notice.Alert.Acknowledgement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Alerts as rows, written in the transaction of what they are about. That each is there once is a unique event's doing. */
final class AlertRows {
    static final String COLUMNS =
            "number, cause, since, until, raised_at, closed_at, acknowledged_by, acknowledged_at, message";
    static final int MESSAGE = 9;

    /** Who was told of an open alert is told that it is over; who was not yet is told once. */
    private static final String CLOSE = """
            UPDATE tillback.alert
            SET closed_at = clock_timestamp(), until = ?, untold_since = COALESCE(untold_since, clock_timestamp())
            WHERE closed_at IS NULL
            """;

    private AlertRows() {}

    /**
     * Raises an alert, unless that was done before.
     *
     * @param event tells it from all others of its kind, whichever server sees it
     */
    static void raise(Session session, AlertCause cause, String event, Instant since) {
        session.update(
                """
                INSERT INTO tillback.alert (event, kind, subject, cause, since)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (event) DO NOTHING
                """,
                eventOf(cause.kind(), event),
                cause.kind().name(),
                subjectOf(cause),
                Json.write(cause),
                JournalRows.at(since));
    }

    /** By this an alert is found again by whoever closes it. */
    private static String subjectOf(AlertCause cause) {
        return cause.match(
                ended -> Json.write(ended.table()),
                failing -> "",
                stopped -> "",
                slot -> slot.tier().name(),
                large -> Json.write(large.table()),
                taken -> Json.write(taken.change().table()),
                constant -> Json.write(constant.change().table()),
                done -> Json.write(done.change().table()),
                last -> Json.write(last.table()),
                untold -> "");
    }

    static String[] ofTransactions() {
        return AlertCause.Kind.OF_TRANSACTIONS.stream().map(Enum::name).toArray(String[]::new);
    }

    static String eventOf(TableChange change) {
        return change.transactionName() + " " + Json.write(change.table());
    }

    static String eventOf(TableChange change, ColumnName column) {
        return eventOf(change) + " " + Json.write(column);
    }

    static String eventOf(LastCopyExpiring last) {
        return Long.toUnsignedString(last.transaction()) + " " + Json.write(last.table());
    }

    private static String eventOf(AlertCause.Kind kind, String event) {
        return kind + " " + event;
    }

    /** A table is recorded again. */
    static void closeCoverage(Session session, TableId table, Instant until) {
        session.update(
                CLOSE + "AND kind = ? AND subject = ?",
                JournalRows.at(until),
                AlertCause.Kind.COVERAGE_ENDED.name(),
                Json.write(table));
    }

    /** A slot of the tier was taken that began at an instant. */
    static void closeSlots(Session session, Tier tier, Instant taken) {
        session.update(
                CLOSE + "AND kind = ? AND subject = ? AND since <= ?",
                JournalRows.at(taken),
                AlertCause.Kind.SLOT_FAILED.name(),
                tier.name(),
                JournalRows.at(taken));
    }

    /** What transactions changed is not in the journal any more. */
    static void closeForgotten(Session session) {
        session.update("""
                UPDATE tillback.alert
                SET closed_at = clock_timestamp(), untold_since = COALESCE(untold_since, clock_timestamp())
                WHERE closed_at IS NULL AND kind = ANY (?::text[]) AND since < (SELECT min(taken_at) FROM tillback.moment)
                """, (Object) ofTransactions());
    }

    static void close(Session session, AlertCause.Kind kind, String event, Instant until) {
        session.update(CLOSE + "AND event = ?", JournalRows.at(until), eventOf(kind, event));
    }

    static void closeOthers(Session session, AlertCause.Kind kind, String event, Instant until) {
        session.update(CLOSE + "AND kind = ? AND event <> ?", JournalRows.at(until), kind.name(), eventOf(kind, event));
    }

    /** Those of a kind that are not among some events any more. */
    static void closeAllBut(Session session, AlertCause.Kind kind, List<String> events) {
        session.update(
                """
                UPDATE tillback.alert
                SET closed_at = clock_timestamp(), untold_since = COALESCE(untold_since, clock_timestamp())
                WHERE closed_at IS NULL AND kind = ? AND event <> ALL (?::text[])
                """,
                kind.name(),
                events.stream().map(event -> eventOf(kind, event)).toArray(String[]::new));
    }

    /** The same, at an instant. */
    static void closeAllBut(Session session, AlertCause.Kind kind, List<String> events, Instant until) {
        session.update(
                CLOSE + "AND kind = ? AND event <> ALL (?::text[])",
                JournalRows.at(until),
                kind.name(),
                events.stream().map(event -> eventOf(kind, event)).toArray(String[]::new));
    }

    static Alert read(ResultSet row) throws SQLException {
        return new Alert(
                row.getLong(1),
                Json.read(row.getString(2), AlertCause.class),
                Instants.at(row, 3),
                Instants.find(row, 4),
                Instants.at(row, 5),
                Instants.find(row, 6),
                row.getString(7) == null
                        ? Optional.empty()
                        : Optional.of(new Acknowledgement(row.getString(7), Instants.at(row, 8))));
    }
}
