package io.tillback.jdbc;

import io.tillback.dialect.Dialect;
import io.tillback.dialect.PlanSql.Table;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.RestoreId;
import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import io.tillback.notice.RestoredRows;
import io.tillback.notice.WrittenRow;
import io.tillback.plan.Planner.Applied;
import io.tillback.plan.TablePlan;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** Applied plans and restored tables in schema {@code tillback}. */
public final class JdbcRestoredRows implements RestoredRows {
    private final DataSource database;
    private final Dialect dialect;

    public JdbcRestoredRows(DataSource database, Dialect dialect) {
        this.database = database;
        this.dialect = dialect;
    }

    private Session open(String attempt) {
        Session session = Session.openReadOnly(database, attempt);
        try {
            session.run(dialect.schema().pinSettings());
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public List<WrittenRow> loadPage(Applied applied, TablePlan table, long after, int limit) {
        try (Session session = open("read what was written to " + table.table())) {
            return session.query(dialect.written().page(planned(applied, table)), NoticeRows::read, after, limit);
        }
    }

    @Override
    public boolean hasWritten(Applied applied, TablePlan table, RowKey key) {
        if (key.values().size() != table.key().size()) {
            throw new RestoreException(
                    ErrorCode.KEY_INVALID,
                    "Cannot look for row " + key + " of " + table.table() + ": its key has "
                            + table.key().size() + " columns, not "
                            + key.values().size(),
                    "Give one value for each of " + table.key() + ", in that order.");
        }
        try (Session session = open("look for row " + key + " of " + table.table())) {
            return !session.query(
                            dialect.written().find(planned(applied, table)),
                            row -> row.getLong(1),
                            key.values().toArray())
                    .isEmpty();
        } catch (RestoreException e) {
            if (e.getCause() instanceof SQLException cause && SqlFailures.isBadValue(cause)) {
                throw new RestoreException(
                        ErrorCode.KEY_INVALID,
                        "Cannot look for row " + key + " of " + table.table() + ": " + cause.getMessage(),
                        "Write each value as the database prints it.",
                        e);
            }
            throw e;
        }
    }

    private static Table planned(Applied applied, TablePlan table) {
        return PlannedTables.of(applied.plan().id(), table, applied.part());
    }

    /** Where nobody has noted yet that it is committed, it is by now: it is seen. */
    @Override
    public List<TableRestore> findNewest(TableId table, int limit) {
        try (Session session = Session.openReadOnly(database, "look for restores of " + table)) {
            return session.query(
                    """
                    SELECT restore, COALESCE(committed_by, clock_timestamp()), transaction::text
                    FROM tillback.restored_table
                    WHERE table_schema = ? AND table_name = ?
                    ORDER BY COALESCE(committed_by, 'infinity') DESC, transaction DESC
                    LIMIT ?
                    """,
                    row -> new TableRestore(new RestoreId(row.getString(1)), Instants.at(row, 2), row.getString(3)),
                    table.schema(),
                    table.name(),
                    limit);
        }
    }
}
