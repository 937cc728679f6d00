package io.tillback.jdbc;

import io.tillback.dialect.PlanSql.Table;
import io.tillback.dialect.RestoreSql;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.plan.TablePlan.RowCounts;
import java.util.HashSet;
import java.util.List;

/**
 * Locks one table's planned rows. Where foreign keys refer to what goes or changes, nobody may begin to refer to it any
 * more, and nobody may have begun to and not have committed: such a row could not be counted, and an action of its foreign
 * key would take it along.
 */
final class RowLocks {
    private final Session session;
    private final RestoreSql sql;
    private final Table table;

    RowLocks(Session session, RestoreSql sql, Table table) {
        this.session = session;
        this.sql = sql;
        this.table = table;
    }

    void lock(RowCounts counts) {
        if (table.live().key().isEmpty()) {
            if (counts.remove() > 0) {
                session.run(findReferred().isEmpty() ? sql.lockTable(table) : sql.lockTableAndReferences(table));
            }
            return;
        }
        session.query(sql.lockChanged(table), row -> true);
        if (counts.change() > 0) {
            List<ColumnName> changing = findReferred().stream()
                    .filter(new HashSet<>(table.columns())::contains)
                    .filter(name -> !isFixed(name))
                    .toList();
            if (!changing.isEmpty()) {
                session.query(sql.lockReplaced(table, changing), row -> true);
            }
        }
        if (counts.remove() > 0) {
            session.query(sql.lockRemoved(table), row -> true);
        }
    }

    private List<ColumnName> findReferred() {
        return session.query(
                sql.referredColumns(),
                row -> new ColumnName(row.getString(1)),
                table.live().id().schema(),
                table.live().id().name());
    }

    /** A row is found by its key, which a change can write in other bytes only where equal keys have some. */
    private boolean isFixed(ColumnName name) {
        return table.live().keyColumns().stream()
                .filter(Column::isEqualOnlyToTheByte)
                .anyMatch(column -> column.name().equals(name));
    }
}
