package io.tillback.jdbc;

import io.tillback.dialect.Dialect;
import io.tillback.dialect.FreezeSql;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.freeze.FreezeBook;
import io.tillback.model.ColumnName;
import io.tillback.model.Freeze;
import io.tillback.model.FreezeId;
import io.tillback.model.FreezeRequest;
import io.tillback.model.SellerRoute;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Freezes in schema {@code tillback}, each written in one transaction with its triggers. */
public final class JdbcFreezeBook implements FreezeBook {
    /** Between attempts to lock a table, each of which the dialect keeps short. */
    private static final Duration PAUSE = Duration.ofMillis(300);

    private static final Duration ATTEMPT = PAUSE.plusMillis(200);

    private final DataSource database;
    private final Dialect dialect;
    private final FreezeSql sql;
    private final Duration lockWait;

    /** @param lockWait how long to wait, in all attempts together, for those who write to a table */
    public JdbcFreezeBook(DataSource database, Dialect dialect, Duration lockWait) {
        this.database = database;
        this.dialect = dialect;
        this.sql = dialect.freeze();
        this.lockWait = lockWait;
    }

    private Session open(String attempt) {
        return JournalRows.open(database, dialect, attempt);
    }

    @Override
    public Instant now() {
        try (Session session = open("ask the database for the time")) {
            return session.queryOne("SELECT clock_timestamp()", row -> Instants.at(row, 1));
        }
    }

    @Override
    public Entry begin(Freeze freeze, TableShape table) {
        return begin(freeze, List.of(table), sql.begin(freeze, table));
    }

    @Override
    public Entry begin(Freeze freeze, TableShape table, SellerRoute route) {
        List<TableShape> passed = Stream.concat(
                        Stream.of(table), route.hops().stream().map(SellerRoute.Hop::table))
                .distinct()
                .toList();
        return begin(freeze, passed, sql.begin(freeze, table, route));
    }

    private Entry begin(Freeze freeze, List<TableShape> tables, List<String> guards) {
        long attempts = Math.max(1, lockWait.dividedBy(ATTEMPT));
        for (long attempt = 1; attempt < attempts; attempt++) {
            Optional<FreezeId> begun = attempt(freeze, tables, guards);
            if (begun.isPresent()) {
                return load(begun.get());
            }
            pause();
        }
        return attempt(freeze, tables, guards).map(this::load).orElseThrow(() -> held(freeze));
    }

    /** @return empty if the store holds a table */
    private Optional<FreezeId> attempt(Freeze freeze, List<TableShape> tables, List<String> guards) {
        try (Session session = open("freeze " + freeze.what())) {
            sql.lock(tables).forEach(session::run);
            Optional<FreezeId> same = findSame(session, freeze);
            if (same.isPresent()) {
                return same;
            }
            keep(session, freeze);
            guards.forEach(session::run);
            session.commit();
            return Optional.of(freeze.id());
        } catch (RestoreException e) {
            if (e.getCause() instanceof SQLException cause && SqlFailures.isGone(cause)) {
                throw new RestoreException(
                        ErrorCode.TABLE_UNKNOWN,
                        "Cannot freeze " + freeze.what() + ": a table has gone just now, or was altered",
                        "Nothing is frozen. Look at the store's tables again.",
                        e);
            }
            if (e.code() != ErrorCode.LOCK_NOT_AVAILABLE) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private RestoreException held(Freeze freeze) {
        return new RestoreException(
                ErrorCode.LOCK_NOT_AVAILABLE,
                "Cannot freeze " + freeze.what() + ": for " + lockWait.toMillis()
                        + " ms there was always a transaction that had written to it, or held it",
                "Nothing is frozen. Try again, or end that transaction (pg_locks tells whose it is).");
    }

    private void pause() {
        try (Session session = open("wait for the store's locks")) {
            session.query(dialect.restore().pause(), row -> true, PAUSE.toMillis());
        }
    }

    /** Whoever sends a request again, since no answer came, does not freeze twice. The table's lock keeps others out. */
    private static Optional<FreezeId> findSame(Session session, Freeze freeze) {
        return session
                .query(
                        """
                        SELECT id
                        FROM tillback.freeze
                        WHERE table_schema = ? AND table_name = ? AND seller IS NOT DISTINCT FROM NULLIF(?, '') AND reason = ?
                          AND owner = ? AND until = ? AND lifted_at IS NULL
                        """,
                        row -> new FreezeId(row.getString(1)),
                        freeze.table().schema(),
                        freeze.table().name(),
                        freeze.seller().orElse(""),
                        freeze.reason(),
                        freeze.owner(),
                        JournalRows.at(freeze.until()))
                .stream()
                .findFirst();
    }

    private static void keep(Session session, Freeze freeze) {
        session.update(
                """
                INSERT INTO tillback.freeze (id, table_schema, table_name, seller, reason, owner, since, until)
                VALUES (?, ?, ?, NULLIF(?, ''), ?, ?, clock_timestamp(), ?)
                """,
                freeze.id().value(),
                freeze.table().schema(),
                freeze.table().name(),
                freeze.seller().orElse(""),
                freeze.reason(),
                freeze.owner(),
                JournalRows.at(freeze.until()));
    }

    @Override
    public Entry lift(FreezeId freeze, String by) {
        try (Session session = open("lift freeze " + freeze)) {
            long lifted = session.update("""
                    UPDATE tillback.freeze SET lifted_at = clock_timestamp(), lifted_by = ?
                    WHERE id = ? AND lifted_at IS NULL AND until > clock_timestamp()
                    """, by, freeze.value());
            if (lifted > 0) {
                sql.end(freeze).forEach(session::run);
                session.commit();
            }
        }
        return load(freeze);
    }

    @Override
    public Entry load(FreezeId freeze) {
        return list(1, "f.id = ?", freeze.value()).stream()
                .findFirst()
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.FREEZE_UNKNOWN,
                        "Cannot find freeze " + freeze + ": there is none",
                        "Choose one of those that GET /freezes lists."));
    }

    @Override
    public List<Entry> list(int limit) {
        return list(limit, "TRUE");
    }

    private List<Entry> list(int limit, String where, Object... parameters) {
        try (Session session = open("read what is frozen")) {
            return session.query("""
                    SELECT f.id, f.table_schema, f.table_name, f.seller, f.reason, f.owner, f.until, f.since,
                      CASE
                        WHEN f.lifted_at IS NOT NULL THEN 'LIFTED'
                        WHEN f.until <= clock_timestamp() THEN 'ENDED'
                        WHEN f.id IN (%s) THEN 'IN_FORCE'
                        ELSE 'UNGUARDED' END AS state,
                      f.lifted_at, f.lifted_by
                    FROM tillback.freeze f
                    WHERE %s
                    ORDER BY (f.lifted_at IS NULL AND f.until > clock_timestamp()) DESC, f.since DESC, f.id
                    LIMIT %d
                    """.formatted(sql.findGuarded(), where, limit), JdbcFreezeBook::entry, parameters);
        }
    }

    private static Entry entry(ResultSet row) throws SQLException {
        FreezeRequest request = new FreezeRequest(
                new TableId(row.getString(2), row.getString(3)),
                Optional.ofNullable(row.getString(4)),
                row.getString(5),
                Instants.at(row, 7));
        String by = row.getString(11);
        return new Entry(
                new Freeze(new FreezeId(row.getString(1)), request, row.getString(6)),
                Instants.at(row, 8),
                State.valueOf(row.getString(9)),
                Instants.find(row, 10).map(at -> new Lift(at, by)));
    }

    @Override
    public void clear() {
        leftOver().forEach(this::clear);
    }

    private List<FreezeId> leftOver() {
        try (Session session = open("look for freezes that are over")) {
            return session.query(sql.findLeftOver(), row -> new FreezeId(row.getString(1)));
        }
    }

    /** Of several servers one has the record, and the others find nothing to do. */
    private void clear(FreezeId freeze) {
        try (Session session = open("remove the triggers of freeze " + freeze)) {
            session.run(dialect.journal().waitShortly());
            session.query("SELECT FROM tillback.freeze WHERE id = ? FOR UPDATE", row -> true, freeze.value());
            sql.remove(freeze).forEach(session::run);
            session.commit();
        } catch (RestoreException e) {
            // The store holds the table; the triggers let everything pass, and another round comes.
            if (e.code() != ErrorCode.LOCK_NOT_AVAILABLE) {
                throw e;
            }
        }
    }

    @Override
    public Optional<String> findSeller(TableShape table, ColumnName column, String seller) {
        try (Session session = open("look for seller '" + seller + "' in " + table.id())) {
            return session.query(sql.findSeller(table, column), row -> row.getString(1), seller).stream()
                    .findFirst();
        } catch (RestoreException e) {
            if (e.getCause() instanceof SQLException cause && SqlFailures.isBadValue(cause)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public Optional<String> describe(TableId name) {
        try (Session session = open("look for " + name)) {
            return session.query(sql.describe(), row -> row.getString(1), name.schema(), name.name()).stream()
                    .findFirst();
        }
    }
}
