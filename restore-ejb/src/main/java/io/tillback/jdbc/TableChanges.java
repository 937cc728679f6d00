package io.tillback.jdbc;

import io.tillback.dialect.WatchSql;
import io.tillback.model.AlertCause.Maker;
import io.tillback.model.AlertCause.TableChange;
import io.tillback.model.Companion;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** What single transactions did to a table, for alerts. */
final class TableChanges {
    private TableChanges() {}

    /** @param began when its first statement began that changed the table */
    record Described(TableChange change, Instant began) {}

    static Optional<Described> describe(Session session, WatchSql sql, Companion companion, String transaction) {
        return session
                .query(
                        sql.describe(companion),
                        row -> new Described(
                                new TableChange(
                                        companion.table().id(),
                                        Long.parseUnsignedLong(transaction),
                                        row.getLong(1),
                                        row.getLong(2),
                                        row.getLong(4),
                                        madeBy(row)),
                                Instants.at(row, 3)),
                        transaction)
                .stream()
                .findFirst();
    }

    private static Maker madeBy(ResultSet row) throws SQLException {
        return new Maker(
                Optional.ofNullable(row.getString(5)),
                Optional.ofNullable(row.getString(6)),
                Optional.ofNullable(row.getString(7)),
                Optional.ofNullable(row.getString(8)),
                Optional.ofNullable(row.getString(9)),
                Optional.ofNullable(row.getString(10)));
    }

    /** A restore's record is committed with it. */
    static boolean isRestore(Session session, String transaction) {
        return session.queryOne(
                "SELECT EXISTS (SELECT FROM tillback.restore WHERE transaction = ?)",
                row -> row.getBoolean(1),
                transaction);
    }
}
