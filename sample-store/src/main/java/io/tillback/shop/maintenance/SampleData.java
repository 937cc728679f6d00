package io.tillback.shop.maintenance;

import io.tillback.shop.database.SqlScript;
import io.tillback.shop.web.Refusal;
import java.sql.Connection;
import java.sql.SQLException;

/** Believable data, the same for the same size and seed. */
final class SampleData {

    private static final String SIZES = """
            SELECT
              set_config('fill.sellers', ?, true),
              set_config('fill.products', ?, true),
              set_config('fill.orders', ?, true),
              set_config('fill.seed', ?, true)
            """;

    private SampleData() {}

    /**
     * Fills an empty store, set-based, in the connection's transaction; seconds for some 100,000 orders.
     *
     * @throws Refusal 409 if the store has sellers already
     */
    static void fill(Connection connection, FillSize size) throws SQLException {
        refuseUnlessEmpty(connection);
        try (var sizes = connection.prepareStatement(SIZES)) {
            sizes.setString(1, Long.toString(size.sellerCount()));
            sizes.setString(2, Long.toString(size.productCount()));
            sizes.setString(3, Long.toString(size.orderCount()));
            sizes.setString(4, Long.toString(size.seedNumber()));
            sizes.execute();
        }
        SqlScript.load(SampleData.class, "fill.sql").run(connection);
    }

    private static void refuseUnlessEmpty(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            // Two fills at once would find the store empty, both.
            statement.execute("SELECT pg_advisory_xact_lock(hashtext('shop fill'))");
            try (var found = statement.executeQuery(
                    "SELECT EXISTS (SELECT FROM shop.seller) OR EXISTS (SELECT FROM shop.tag)")) {
                found.next();
                if (found.getBoolean(1)) {
                    throw Refusal.conflict("Cannot fill the store: it is not empty");
                }
            }
        }
    }
}
