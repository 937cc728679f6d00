package io.tillback.shop.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tillback.shop.database.StoreSchema;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // JUnit calls the set-up first.
class SampleDataIT {

    private static final List<String> TABLES =
            List.of("seller", "product", "orders", "order_line", "tag", "product_tag", "campaign", "campaign_product");

    private static EmbeddedPostgres server;

    private Connection connection;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    /** All of a test is one transaction, which is rolled back. */
    @BeforeEach
    void install() throws SQLException {
        connection = server.getPostgresDatabase().getConnection();
        connection.setAutoCommit(false);
        StoreSchema.install(connection);
    }

    @AfterEach
    void rollback() throws SQLException {
        connection.rollback();
        connection.close();
    }

    @Test
    void the_same_size_and_seed_give_the_same_rows_in_every_table() throws SQLException {
        fill(20081);
        Map<String, String> first = digests();

        startAgain();
        fill(20081);

        assertThat(digests()).isEqualTo(first);
    }

    @Test
    void another_seed_gives_other_rows_in_every_table() throws SQLException {
        fill(20081);
        Map<String, String> first = digests();

        startAgain();
        fill(7);

        assertThat(digests())
                .allSatisfy((table, digest) -> assertThat(digest).as(table).isNotEqualTo(first.get(table)));
    }

    @Test
    void the_rows_are_as_many_as_asked_for() throws SQLException {
        fill(20081);

        assertThat(number("SELECT count(*) FROM shop.seller")).isEqualTo(40);
        assertThat(number("SELECT count(*) FROM shop.product")).isEqualTo(1_000);
        assertThat(number("SELECT count(*) FROM shop.orders")).isEqualTo(5_000);
        assertThat(number("SELECT count(*) FROM shop.tag")).isEqualTo(300);
        assertThat(
                        number(
                                "SELECT count(*) FROM shop.product_tag WHERE tag_id = (SELECT id FROM shop.tag WHERE code = 'DC')"))
                .isPositive();
        assertThat(
                        number(
                                "SELECT count(*) FROM shop.campaign WHERE tag_id = (SELECT id FROM shop.tag WHERE code = 'DC')"))
                .isPositive();
    }

    @Test
    void an_order_adds_up_and_holds_only_what_its_seller_had_on_offer_by_then() throws SQLException {
        fill(20081);

        assertThat(number("""
                SELECT count(*)
                FROM shop.orders
                LEFT JOIN (
                  SELECT order_id, sum(quantity * unit_price) AS total
                  FROM shop.order_line
                  GROUP BY order_id
                ) AS priced ON priced.order_id = orders.id
                WHERE priced.total IS DISTINCT FROM orders.total
                """)).isZero();
        assertThat(number("""
                SELECT count(*)
                FROM shop.order_line
                JOIN shop.orders ON orders.id = order_line.order_id
                JOIN shop.product ON product.id = order_line.product_id
                JOIN shop.seller ON seller.id = product.seller_id
                WHERE product.seller_id <> orders.seller_id
                OR product.created_at > orders.placed_at
                OR seller.joined_at > product.created_at
                """)).isZero();
    }

    @Test
    void the_next_row_of_a_filled_table_gets_an_unused_id() throws SQLException {
        fill(20081);

        assertThat(number("SELECT nextval(pg_get_serial_sequence('shop.orders', 'id'))"))
                .isEqualTo(5_001);
        assertThat(number("SELECT nextval(pg_get_serial_sequence('shop.product', 'id'))"))
                .isEqualTo(1_001);
    }

    @Test
    void a_store_that_has_data_is_not_filled_again() throws SQLException {
        fill(20081);

        assertThatThrownBy(() -> fill(20081)).hasMessage("Cannot fill the store: it is not empty");
    }

    @Test
    void an_installed_schema_is_left_as_it_is() throws SQLException {
        fill(20081);

        StoreSchema.install(connection);

        assertThat(number("SELECT count(*) FROM shop.seller")).isEqualTo(40);
    }

    private void fill(long seed) throws SQLException {
        SampleData.fill(connection, new FillSize(40L, 1_000L, 5_000L, seed));
    }

    private void startAgain() throws SQLException {
        connection.rollback();
        StoreSchema.install(connection);
    }

    private Map<String, String> digests() throws SQLException {
        Map<String, String> digests = new LinkedHashMap<>();
        for (String table : TABLES) {
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery(
                            "SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text COLLATE \"C\")) FROM shop." + table
                                    + " AS t")) {
                row.next();
                digests.put(table, row.getString(1));
            }
        }
        return digests;
    }

    private long number(String query) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
