package io.tillback.hook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.Http;
import io.tillback.demo.SampleStore;
import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.jdbc.JdbcJournal;
import io.tillback.jdbc.JdbcLiveSchema;
import io.tillback.journal.Journal;
import io.tillback.model.OnFailure;
import io.tillback.running.RunningPostgres;
import io.tillback.running.ServerEnvironment;
import io.tillback.running.SharedEnvironment;
import io.tillback.running.StoreRoles;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Recording is begun beside the shared server, which has its own switched off and leaves it alone: no other test is
 * recorded, and no other server is started.
 */
@SuppressWarnings("NullAway.Init") // JUnit calls what sets the fields.
class StoreHookIT {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final String ID_THAT_WAS_MADE = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final String WHO = "concat_ws('|', COALESCE(t.actor, ''), t.request, t.release)";
    private static final String TOLD = """
            CROSS JOIN LATERAL (
              SELECT t.* FROM tillback.journal_transaction t
              WHERE t.backend = r.journal_backend AND t.id <= r.journal_transaction
              ORDER BY t.id DESC, t.time DESC LIMIT 1) t""";
    private static final String ORDER = """
            {"buyerEmail": "buyer@example.com", "lines": [{"productId": %s, "quantity": 1}]}
            """;

    private static RunningPostgres postgres;
    private static URI store;
    private static String product;
    private static Journal journal;

    @BeforeAll
    static void record() throws SQLException {
        postgres = SharedEnvironment.get().postgres();
        URI server = SharedEnvironment.get().server().baseUri();
        SampleStore.filledAt(server);
        store = server.resolve("shop/api/");
        product = text("SELECT min(id) FROM shop.product WHERE active");
        var database = postgres.dataSource("postgres", StoreRoles.TILLBACK);
        var dialect = new PostgresDialect();
        journal = new Journal(
                new JdbcJournal(database, dialect), table -> OnFailure.FAIL_THE_WRITE, Duration.ofSeconds(1));
        journal.follow(new JdbcLiveSchema(database, dialect).load());
    }

    @AfterAll
    static void stop() {
        journal.stop("the test is over");
    }

    @Test
    void an_order_is_recorded_with_who_placed_it_in_which_request_and_release() throws SQLException {
        long order = order("seller-1", "r-4711'); --");

        assertThat(whoPlaced(order)).matches("\\Qseller-1|r-4711'); --|shop \\E\\d+\\.\\d+.*");
    }

    @Test
    void two_requests_that_write_at_the_same_time_do_not_mix() throws SQLException {
        CompletableFuture<Long> first;
        CompletableFuture<Long> second;
        try (Connection connection = postgres.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE shop.orders IN SHARE ROW EXCLUSIVE MODE");
            first = CompletableFuture.supplyAsync(() -> order("seller-1", "first"));
            second = CompletableFuture.supplyAsync(() -> order("seller-2", "second"));
            Awaitility.await().atMost(LONGEST).until(() -> texts("""
                            SELECT pid FROM pg_locks WHERE NOT granted AND relation = 'shop.orders'::regclass
                            """).size() == 2);
            connection.rollback();
        }

        assertThat(whoPlaced(first.join())).startsWith("seller-1|first|shop ");
        assertThat(whoPlaced(second.join())).startsWith("seller-2|second|shop ");
    }

    @Test
    void nobodys_request_has_an_id_that_its_transactions_share_and_no_name_of_an_earlier_one() throws SQLException {
        for (int before = 0; before < 10; before++) {
            order("seller-1", "before");
        }

        JsonNode placed = Http.anonymous(store).post("orders/burst", "{\"count\":100,\"seed\":7}");

        List<String> transactions = texts("""
                SELECT DISTINCT ON (r.journal_transaction) %s
                FROM %s r %s
                WHERE r.id BETWEEN %d AND %d
                """.formatted(
                        WHO,
                        companion("orders"),
                        TOLD,
                        placed.get("firstOrderId").asLong(),
                        placed.get("lastOrderId").asLong()));
        assertThat(transactions).hasSize(2).containsOnly(transactions.get(0));
        assertThat(transactions.get(0)).matches("\\|" + ID_THAT_WAS_MADE + "\\|shop .*");
    }

    @Test
    void a_script_that_changes_every_product_is_recorded_with_who_ran_it() throws SQLException {
        Http.as(store, "operator", ServerEnvironment.DEMO_PASSWORD)
                .tryPost("maintenance/rename-files", "", Map.of("X-Request-ID", "script"))
                .orThrow();

        String recorded = """
                FROM %s r %s
                WHERE t.request = 'script' AND r.journal_operation = 'U'
                """.formatted(companion("product"), TOLD);
        assertThat(texts("SELECT count(*) " + recorded)).isEqualTo(texts("SELECT count(*) FROM shop.product"));
        assertThat(texts("SELECT DISTINCT " + WHO + " " + recorded))
                .singleElement()
                .asString()
                .startsWith("operator|script|shop ");
        takeBack(recorded);
    }

    /** Other tests look at these names. */
    private static void takeBack(String recorded) throws SQLException {
        try (Connection connection = postgres.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "UPDATE shop.product p SET file_name = r.file_name " + recorded + " AND r.id = p.id");
        }
    }

    private static long order(String user, String request) {
        return Http.as(store, user, ServerEnvironment.DEMO_PASSWORD)
                .tryPost("orders", ORDER.formatted(product), Map.of("X-Request-ID", request))
                .orThrow()
                .get("id")
                .asLong();
    }

    private static String whoPlaced(long order) throws SQLException {
        return text("""
                SELECT %s FROM %s r %s
                WHERE r.id = %d AND r.journal_operation = 'I'
                """.formatted(WHO, companion("orders"), TOLD, order));
    }

    private static String companion(String table) throws SQLException {
        return text("""
                SELECT 'tillback.journal_' || number FROM tillback.journal
                WHERE table_schema = 'shop' AND table_name = '%s' AND last_cut IS NULL
                """.formatted(table));
    }

    private static String text(String query) throws SQLException {
        return texts(query).get(0);
    }

    private static List<String> texts(String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = postgres.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
