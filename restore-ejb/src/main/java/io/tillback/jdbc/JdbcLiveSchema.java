package io.tillback.jdbc;

import io.tillback.dialect.Dialect;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.StoreSchema;
import io.tillback.timeline.LiveSchema;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/**
 * Reads the schema in a transaction of its own. What the database prints of a table it locks against being altered, and so
 * waits for whoever alters or empties it.
 */
public final class JdbcLiveSchema implements LiveSchema {
    private static final Duration USUAL_WAIT = Duration.ofSeconds(10);

    private final DataSource database;
    private final Dialect dialect;
    private final Duration lockWait;

    public JdbcLiveSchema(DataSource database, Dialect dialect) {
        this(database, dialect, USUAL_WAIT);
    }

    /** @param lockWait how long to wait for a table that the store has locked against readers */
    public JdbcLiveSchema(DataSource database, Dialect dialect, Duration lockWait) {
        this.database = database;
        this.dialect = dialect;
        this.lockWait = lockWait;
    }

    /** @throws RestoreException LOCK_NOT_AVAILABLE if a table was locked against readers for too long */
    @Override
    public StoreSchema load() {
        try (Session session = Session.openReadOnly(database, "read how the store's tables are built")) {
            session.run(dialect.schema().pinSettings());
            session.query(dialect.restore().limitLockWait(), row -> true, String.valueOf(lockWait.toMillis()));
            return new SchemaReader(dialect.schema()).read(session);
        } catch (RestoreException e) {
            if (e.code() != ErrorCode.LOCK_NOT_AVAILABLE) {
                throw e;
            }
            throw new RestoreException(
                    e.code(),
                    "Cannot read how the store's tables are built: for " + lockWait.toMillis()
                            + " ms somebody has kept " + locked()
                            + " locked against readers, as ALTER TABLE and TRUNCATE do",
                    "Wait until that transaction has ended, or end it (pg_locks tells whose it is), and try again.",
                    e);
        }
    }

    private String locked() {
        try (Session session = Session.openReadOnly(database, "ask which tables are locked")) {
            List<String> tables = session.query(dialect.schema().lockedTables(), row -> row.getString(1));
            return tables.isEmpty() ? "a table" : String.join(", ", tables);
        }
    }
}
