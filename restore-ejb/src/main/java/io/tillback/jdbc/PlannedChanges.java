package io.tillback.jdbc;

import io.tillback.dialect.GapSql;
import io.tillback.dialect.PlanSql.Table;
import io.tillback.model.ChangesBy;
import io.tillback.model.ColumnName;
import io.tillback.model.Companion;
import io.tillback.model.PastState;
import io.tillback.model.RowKey;
import io.tillback.model.SellerRoute;
import io.tillback.plan.ChangeCounts;
import io.tillback.plan.ChangeGroup;
import io.tillback.plan.ConflictPage;
import io.tillback.plan.ConflictPage.Conflict;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a plan makes of the changes recorded since its target. */
final class PlannedChanges {
    private final Session session;
    private final GapSql sql;

    PlannedChanges(Session session, GapSql sql) {
        this.session = session;
        this.sql = sql;
    }

    /** @param compared as in {@link GapSql#tellChanges} */
    ChangeCounts count(
            Table table, Companion companion, PastState state, Optional<SellerRoute> route, OptionalLong compared) {
        sql.tellChanges(table, companion, state, route, compared).forEach(session::run);
        return session.queryOne(
                sql.countChanges(table, companion, state),
                row -> new ChangeCounts(
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getString(6)));
    }

    List<ChangeGroup> load(List<Table> tables, ChangesBy common, int limit) {
        return session.query(sql.groupChanges(tables, common), PlannedChanges::group, limit);
    }

    Optional<ChangeGroup> findWorst(List<Table> tables) {
        return session.query(sql.worstTransaction(tables), PlannedChanges::group).stream()
                .findFirst();
    }

    private static ChangeGroup group(ResultSet row) throws SQLException {
        return new ChangeGroup(Optional.ofNullable(row.getString(1)), row.getLong(2), row.getLong(3), row.getLong(4));
    }

    /** None of a plan that found none, or that takes no transactions out. */
    ConflictPage loadConflicts(Table table, long after, int limit) {
        boolean are = session.queryOne(
                sql.hasConflicts(), row -> row.getBoolean(1), table.plan().value(), String.valueOf(table.number()));
        return new ConflictPage(
                are ? session.query(sql.pageOfConflicts(table), PlannedChanges::conflict, after, limit) : List.of());
    }

    private static Conflict conflict(ResultSet row) throws SQLException {
        return new Conflict(
                row.getLong(1),
                new RowKey(List.of((String[]) row.getArray(2).getArray())),
                new ColumnName(row.getString(3)),
                Cells.of(row.getString(4)),
                Cells.of(row.getString(5)),
                Cells.of(row.getString(6)));
    }
}
