package io.tillback.shop.database;

import java.sql.Connection;
import java.sql.SQLException;

/** The store's tables. */
public final class StoreSchema {

    private StoreSchema() {}

    /**
     * Creates the schema {@code shop} unless it exists; does nothing otherwise. Several servers may do so at once.
     *
     * @param connection within a transaction, which keeps the others waiting until it ends
     */
    public static void install(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(hashtext('shop schema'))");
            try (var found = statement.executeQuery("SELECT to_regclass('shop.seller') IS NOT NULL")) {
                found.next();
                if (found.getBoolean(1)) {
                    return;
                }
            }
        }
        SqlScript.load(StoreSchema.class, "schema.sql").run(connection);
    }
}
