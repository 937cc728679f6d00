package io.tillback.browser;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A table that a transaction of the store holds, so that work on it can be watched while it waits. */
final class HeldTable {
    private HeldTable() {}

    /** Nobody reads the table meanwhile. */
    static void fromReaders(DataSource database, String table, Runnable meanwhile) throws SQLException {
        hold(database, "LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE", meanwhile);
    }

    /** Nobody writes the table meanwhile. Tillback waits ten seconds for it and then gives up. */
    static void fromWriters(DataSource database, String table, Runnable meanwhile) throws SQLException {
        hold(database, "LOCK TABLE " + table + " IN EXCLUSIVE MODE", meanwhile);
    }

    private static void hold(DataSource database, String lock, Runnable meanwhile) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(lock);
            meanwhile.run();
            connection.rollback();
        }
    }
}
