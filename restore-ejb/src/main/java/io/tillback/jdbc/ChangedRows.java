package io.tillback.jdbc;

import static io.tillback.model.InWords.rows;
import static io.tillback.model.InWords.verb;

import io.tillback.apply.RestoreTransactions.Collisions;
import io.tillback.dialect.PlanSql.Table;
import io.tillback.dialect.RestoreSql;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Column;
import io.tillback.model.Column.Origin;
import io.tillback.model.ColumnName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Sets one table's changed rows back: where they are, or by replacing those that cannot be updated. */
final class ChangedRows {
    private final Session session;
    private final RestoreSql sql;
    private final Table table;

    ChangedRows(Session session, RestoreSql sql, Table table) {
        this.session = session;
        this.sql = sql;
        this.table = table;
    }

    /** @return rows written */
    long write(Collisions collisions) {
        List<ColumnName> replaced = replaced(collisions);
        long rows = hasOthersThanKeys() ? session.update(sql.change(table, replaced)) : 0;
        if (table.live().keyColumns().stream().anyMatch(column -> !column.isEqualOnlyToTheByte())) {
            rows += session.update(sql.changeKeys(table, replaced));
        }
        return replaced.isEmpty() ? rows : rows + replace(replaced);
    }

    /**
     * Sets back, in one statement, the rows that still are as the plan saw them.
     *
     * @return rows written; none where one statement cannot do it
     */
    long writeUnmoved() {
        boolean simple = hasOthersThanKeys()
                && replaced(Collisions.REFUSE).isEmpty()
                && !table.live().key().isEmpty()
                && table.live().keyColumns().stream().allMatch(Column::isEqualOnlyToTheByte);
        return simple ? session.update(sql.changeUnmoved(table)) : 0;
    }

    private boolean hasOthersThanKeys() {
        return table.live().columns().stream()
                .filter(column -> table.columns().contains(column.name()))
                .anyMatch(column -> column.origin() != Origin.IDENTITY_ALWAYS
                        && !table.live().key().contains(column.name()));
    }

    /** Columns in which a difference cannot be mended by an UPDATE. */
    private List<ColumnName> replaced(Collisions collisions) {
        Set<ColumnName> names = new HashSet<>();
        table.live().columns().stream()
                .filter(column -> column.origin() == Origin.IDENTITY_ALWAYS)
                .map(Column::name)
                .filter(name -> !table.live().key().contains(name))
                .forEach(names::add);
        if (collisions == Collisions.REPLACE) {
            names.addAll(session.query(
                    sql.uniqueColumns(),
                    row -> new ColumnName(row.getString(1)),
                    table.live().id().schema(),
                    table.live().id().name()));
        }
        return table.columns().stream().filter(names::contains).toList();
    }

    private long replace(List<ColumnName> replaced) {
        List<Action> actions = session.query(
                sql.actionsOnReplace(table, replaced),
                row -> new Action(row.getString(1), row.getString(2), row.getString(3)));
        if (!actions.isEmpty()) {
            // A referring row that is not committed yet could not be counted, and the action would take it when it is.
            session.query(sql.lockReplaced(table, replaced), row -> true);
            actions.forEach(action -> requireNone(action, replaced));
        }
        return session.update(sql.replace(table, replaced));
    }

    private record Action(String name, String from, String count) {}

    private void requireNone(Action action, List<ColumnName> replaced) {
        long referring = session.queryOne(action.count(), row -> row.getLong(1));
        if (referring > 0) {
            throw new RestoreException(
                    ErrorCode.PLAN_BLOCKED,
                    "Cannot set rows of " + table.live().id() + " back in " + replaced
                            + ": they would have to be taken out and put in again, and " + rows(referring) + " of "
                            + action.from() + " " + verb(referring, "refer") + " to them by " + action.name()
                            + ", whose action would fire",
                    "Nothing was written. Leave these columns out of the plan, or take the action off the foreign key.");
        }
    }
}
