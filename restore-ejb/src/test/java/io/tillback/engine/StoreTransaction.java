package io.tillback.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What the store does in one transaction of its own. */
final class StoreTransaction {
    private StoreTransaction() {}

    /** @return the transaction's number */
    static long commit(Engine engine, String... statements) throws SQLException {
        try (Connection connection = engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            long id = Long.parseLong(Payments.first(statement, "SELECT pg_current_xact_id()::text"));
            connection.commit();
            return id;
        }
    }
}
