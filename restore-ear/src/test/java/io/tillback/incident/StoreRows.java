package io.tillback.incident;

import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/** Reads the store's database beside Tillback and beside the store, so that neither can flatter itself. */
record StoreRows(DataSource database) {
    private static final String ORDERS = """
            SELECT 'order ' || id, md5(o::text)
            FROM shop.orders AS o
            UNION ALL
            SELECT 'line ' || order_id || ' ' || line_no, md5(l::text)
            FROM shop.order_line AS l
            """;

    /** Every order and order line with its hash. */
    Map<String, String> orders() {
        return pairs(ORDERS);
    }

    /** The rows of a query with two columns of text, the first of them a key. */
    Map<String, String> pairs(String query) {
        Map<String, String> pairs = new TreeMap<>();
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                pairs.put(rows.getString(1), rows.getString(2));
            }
            return pairs;
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot read the store with " + query, e);
        }
    }

    long number(String query) {
        return Long.parseLong(pairs("SELECT 'it', (" + query + ")::text").get("it"));
    }

    void update(String statement) {
        try (var connection = database.getConnection();
                var sql = connection.createStatement()) {
            sql.executeUpdate(statement);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot write to the store with " + statement, e);
        }
    }
}
