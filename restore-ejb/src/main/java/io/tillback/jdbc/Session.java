package io.tillback.jdbc;

import io.tillback.fault.RestoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** One connection with one transaction. Closing it without {@link #commit} rolls back. Not safe for concurrent use. */
final class Session implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Session.class.getName());

    private final Connection connection;
    private final String attempt;

    private Session(Connection connection, String attempt) {
        this.connection = connection;
        this.attempt = attempt;
    }

    /** @param attempt what the transaction is for, completing "Cannot …" */
    static Session open(DataSource database, String attempt) {
        try {
            Session session = new Session(database.getConnection(), attempt);
            session.begin();
            return session;
        } catch (SQLException e) {
            throw SqlFailures.translate(attempt, e);
        }
    }

    private void begin() throws SQLException {
        try {
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    /** Sees one state from its first query on. Said in SQL, so that the pooled connection keeps no trace of it. */
    static Session openConsistent(DataSource database, String attempt) {
        return begun(database, attempt, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    }

    static Session openReadOnly(DataSource database, String attempt) {
        return begun(database, attempt, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    }

    private static Session begun(DataSource database, String attempt, String mode) {
        Session session = open(database, attempt);
        try {
            session.run(mode);
            return session;
        } catch (RestoreException e) {
            session.close();
            throw e;
        }
    }

    Connection connection() {
        return connection;
    }

    /** Runs statements without results. */
    void run(String sql) {
        translating(() -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    /** @return rows written */
    long update(String sql, Object... parameters) {
        return translating(() -> {
            try (PreparedStatement statement = prepare(sql, parameters)) {
                return statement.executeLargeUpdate();
            }
        });
    }

    <T> List<T> query(String sql, RowReader<T> reader, Object... parameters) {
        return translating(() -> {
            try (PreparedStatement statement = prepare(sql, parameters);
                    ResultSet rows = statement.executeQuery()) {
                List<T> result = new ArrayList<>();
                while (rows.next()) {
                    result.add(reader.read(rows));
                }
                return result;
            }
        });
    }

    /** The only row of a query that always has one. */
    <T> T queryOne(String sql, RowReader<T> reader, Object... parameters) {
        return query(sql, reader, parameters).get(0);
    }

    private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    <T> T translating(SqlCall<T> call) {
        try {
            return call.run();
        } catch (SQLException e) {
            throw SqlFailures.translate(attempt, e);
        }
    }

    /** Takes a step and leaves the transaction as it was before it: locks that it took are let go. */
    <T> T undone(Supplier<T> step) {
        Savepoint before = translating(connection::setSavepoint);
        try {
            return step.get();
        } finally {
            translating(() -> {
                connection.rollback(before);
                return true;
            });
        }
    }

    void commit() {
        translating(() -> {
            connection.commit();
            return true;
        });
    }

    @Override
    public void close() {
        try (connection) {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            // The transaction is over either way; what led here has its own exception.
            LOG.log(Level.FINE, e, () -> "Connection was gone when this ended: " + attempt);
        }
    }

    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    @FunctionalInterface
    interface SqlCall<T> {
        T run() throws SQLException;
    }
}
