package io.tillback.browser;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A table that a transaction of the store holds, so that work on it can be watched while it waits. */
final class HeldTable implements AutoCloseable {
    private final Connection connection;

    private HeldTable(Connection connection) {
        this.connection = connection;
    }

    /** Until it is closed, nobody reads the table. */
    static HeldTable fromReaders(DataSource database, String table) throws SQLException {
        return hold(database, "LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE");
    }

    /** Until it is closed, nobody writes the table. */
    static HeldTable fromWriters(DataSource database, String table) throws SQLException {
        return hold(database, "LOCK TABLE " + table + " IN EXCLUSIVE MODE");
    }

    private static HeldTable hold(DataSource database, String lock) throws SQLException {
        Connection connection = database.getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(lock);
        }
        return new HeldTable(connection);
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.close();
    }
}
