package io.tillback.jdbc;

import io.tillback.dialect.Dialect;
import io.tillback.model.Moment;
import io.tillback.model.ShipmentId;
import io.tillback.shipment.ShippingLog;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** One row: whoever has it locked ships, and the database gives it free when that connection ends, however it does. */
public final class JdbcShippingLog implements ShippingLog {
    private final DataSource database;
    private final Dialect dialect;

    public JdbcShippingLog(DataSource database, Dialect dialect) {
        this.database = database;
        this.dialect = dialect;
    }

    @Override
    public void switchOn() {
        write("switch shipping on", "INSERT INTO tillback.shipping DEFAULT VALUES ON CONFLICT (one) DO NOTHING");
    }

    @Override
    public void switchOff() {
        write("switch shipping off", "DELETE FROM tillback.shipping");
    }

    private void write(String attempt, String statement, Object... parameters) {
        try (Session session = Session.open(database, attempt)) {
            session.update(statement, parameters);
            session.commit();
        }
    }

    @Override
    public Optional<Turn> findTurn(Duration interval) {
        Session session = JournalRows.open(database, dialect, "ship the journal");
        try {
            List<Optional<Last>> last = session.query("""
                    SELECT shipment, incarnation, cut::text, taken_at, built, companions
                    FROM tillback.shipping
                    WHERE taken_at IS NULL
                      OR taken_at <= clock_timestamp() - make_interval(secs => ?)
                      OR taken_at > clock_timestamp()
                    FOR UPDATE SKIP LOCKED
                    """, JdbcShippingLog::last, interval.toMillis() / 1000.0);
            if (!last.isEmpty()) {
                return Optional.of(new LockedRow(session, last.get(0)));
            }
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
        session.close();
        return Optional.empty();
    }

    private static Optional<Last> last(ResultSet row) throws SQLException {
        return row.getString(1) == null
                ? Optional.empty()
                : Optional.of(new Last(
                        new ShipmentId(row.getString(1)),
                        row.getString(2),
                        new Moment(row.getString(3), Instants.at(row, 4)),
                        row.getString(5),
                        Set.of((Integer[]) row.getArray(6).getArray())));
    }

    @Override
    public void fail(String reason) {
        write("note that nothing was shipped", """
                UPDATE tillback.shipping
                SET failing_since = COALESCE(failing_since, clock_timestamp()), failure = ?
                """, reason);
    }

    @Override
    public Optional<Standing> findStanding() {
        try (Session session = Session.open(database, "ask how far the journal was shipped")) {
            return session
                    .query(
                            "SELECT cut::text, taken_at, failing_since, failure FROM tillback.shipping",
                            JdbcShippingLog::standing)
                    .stream()
                    .findFirst();
        }
    }

    private static Standing standing(ResultSet row) throws SQLException {
        return new Standing(
                row.getString(1) == null
                        ? Optional.empty()
                        : Optional.of(new Moment(row.getString(1), Instants.at(row, 2))),
                row.getString(4) == null
                        ? Optional.empty()
                        : Optional.of(new Failure(Instants.at(row, 3), row.getString(4))));
    }

    private record LockedRow(Session session, Optional<Last> last) implements Turn {
        @Override
        public void requireOwn() {
            session.query("SELECT", row -> true);
        }

        @Override
        public void end(Last shipped) {
            session.update(
                    """
                    UPDATE tillback.shipping
                    SET shipment = ?, incarnation = ?, cut = ?::pg_snapshot, taken_at = ?, built = ?, companions = ?,
                      failing_since = NULL, failure = NULL
                    """,
                    shipped.id().value(),
                    shipped.incarnation(),
                    shipped.moment().cut(),
                    JournalRows.at(shipped.moment().takenAt()),
                    shipped.built(),
                    shipped.companions().toArray(Integer[]::new));
            session.commit();
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
