package io.tillback.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import jakarta.persistence.PersistenceException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** EclipseLink on a single pooled connection, and a trigger that reads what the journal's triggers read. */
@SuppressWarnings("NullAway.Init") // JUnit calls what sets the fields.
class TellsWhoIT {

    private static final String SCHEMA = """
            CREATE TABLE item (id int PRIMARY KEY, name text);
            CREATE TABLE told (number serial, who text);
            CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              INSERT INTO told (who)
              VALUES (concat_ws('|', current_setting('tillback.actor', TRUE),
                current_setting('tillback.request', TRUE), current_setting('tillback.release', TRUE)));
              RETURN NULL;
            END
            $$;
            CREATE TRIGGER tell AFTER INSERT OR UPDATE ON item EXECUTE FUNCTION tell();
            """;

    private static EmbeddedPostgres server;

    private EntityManagerFactory store;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedPostgres.start();
        sql("postgres", "CREATE ROLE shop LOGIN");
        create("shop", "TEMPLATE template0");
        create("shop_of_latin1", "TEMPLATE template0 ENCODING LATIN1 LOCALE 'C'");
    }

    private static void create(String database, String how) throws SQLException {
        sql("postgres", "CREATE DATABASE " + database + " OWNER shop " + how);
        try (var connection = server.getDatabase("shop", database).getConnection();
                var statement = connection.createStatement()) {
            statement.execute(SCHEMA);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void open() throws SQLException {
        sql("postgres", "ALTER ROLE shop RESET ALL");
        sql("shop", "TRUNCATE item, told RESTART IDENTITY");
        store = open("shop", Map.of());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static EntityManagerFactory open(String database, Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(more);
        properties.put("jakarta.persistence.jdbc.url", server.getJdbcUrl("shop", database));
        properties.put("eclipselink.connection-pool.default.initial", "1");
        properties.put("eclipselink.connection-pool.default.min", "1");
        properties.put("eclipselink.connection-pool.default.max", "1");
        return Persistence.createEntityManagerFactory("hooked", properties);
    }

    @Test
    void a_transaction_is_told_with_actor_request_and_release() throws Exception {
        as("ann", "r-1", () -> inTransaction(entities -> entities.persist(new Item(1, "hat"))));

        assertThat(told("shop")).containsExactly("ann|r-1|2026.11");
    }

    @Test
    void nothing_of_a_request_stays_on_the_pooled_connection() throws Exception {
        as("ann", "r-1", () -> inTransaction(entities -> entities.persist(new Item(1, "hat"))));
        as("", "r-2", () -> inTransaction(entities -> entities.persist(new Item(2, "cap"))));
        inTransaction(entities -> entities.persist(new Item(3, "wig")));

        assertThat(told("shop")).containsExactly("ann|r-1|2026.11", "|r-2|2026.11", "||2026.11");
    }

    @Test
    void a_bulk_update_is_told_of_though_it_is_the_first_statement_of_its_transaction() throws Exception {
        inTransaction(entities -> entities.persist(new Item(1, "hat")));

        as(
                "bob",
                "r-3",
                () -> inTransaction(entities -> {
                    entities.createQuery("UPDATE Item i SET i.name = 'lost'").executeUpdate();
                    entities.flush();
                    entities.persist(new Item(2, "cap"));
                }));

        assertThat(told("shop")).containsExactly("||2026.11", "bob|r-3|2026.11", "bob|r-3|2026.11");
    }

    @Test
    void what_a_client_sends_is_data_also_where_the_store_binds_no_parameters() throws Exception {
        store.close();
        // Here a text in a statement ends with the quote that somebody doubled after a backslash.
        sql("postgres", "ALTER ROLE shop SET standard_conforming_strings = off");
        store = open("shop", Map.of("eclipselink.jdbc.bind-parameters", "false"));
        String hostile = "\\'), '', ''), TRUE), 1; DROP TABLE told; -- #actor ?1 \u0000";

        as("o'neill", hostile, () -> inTransaction(entities -> entities.persist(new Item(1, "hat"))));

        assertThat(told("shop")).containsExactly("o'neill|" + hostile.replace('\u0000', '?') + "|2026.11");
    }

    @Test
    void what_the_store_says_itself_stays_where_nobody_else_is_known() throws Exception {
        inTransaction(entities -> {
            entities.createNativeQuery("SELECT set_config('tillback.actor', 'nightly import', TRUE)")
                    .getSingleResult();
            entities.createNativeQuery("INSERT INTO item VALUES (1, 'hat')").executeUpdate();
        });

        assertThat(told("shop")).containsExactly("nightly import||2026.11");
    }

    @Test
    void a_name_that_the_database_cannot_hold_does_not_keep_its_owner_from_writing() throws Exception {
        store.close();
        store = open("shop_of_latin1", Map.of());

        as("Łukasz", "r-4", () -> inTransaction(entities -> entities.persist(new Item(1, "hat"))));
        store.close();
        store = open("shop", Map.of());
        as("Łukasz", "r-4", () -> inTransaction(entities -> entities.persist(new Item(1, "hat"))));

        assertThat(told("shop_of_latin1")).containsExactly("?ukasz|r-4|2026.11");
        assertThat(told("shop")).containsExactly("Łukasz|r-4|2026.11");
    }

    @Test
    void a_transaction_that_cannot_be_told_of_fails_whole_and_the_next_is_none_the_worse() throws Exception {
        sql("postgres", "shop", "REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC");
        try {
            assertThatThrownBy(() -> inTransaction(entities -> {
                        entities.persist(new Item(1, "hat"));
                        entities.flush();
                    }))
                    .isInstanceOf(PersistenceException.class)
                    .hasMessageContaining("permission denied for function set_config");
            assertThatThrownBy(() -> inTransaction(entities -> entities.persist(new Item(2, "cap"))))
                    .hasMessageContaining("permission denied for function set_config");
            // Reading asks for nothing that was revoked.
            inTransaction(entities -> assertThat(entities.find(Item.class, 1)).isNull());
        } finally {
            sql("postgres", "shop", "GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO PUBLIC");
        }

        as("ann", "r-5", () -> inTransaction(entities -> entities.persist(new Item(3, "wig"))));

        assertThat(told("shop")).containsExactly("ann|r-5|2026.11");
        inTransaction(entities -> assertThat(entities.createQuery("SELECT i.id FROM Item i", Integer.class)
                        .getResultList())
                .containsExactly(3));
    }

    private static void as(String user, String request, Caller.Work work) throws Exception {
        new Caller(HttpRequest.of(user, request), () -> "made").during(work);
    }

    private void inTransaction(Consumer<EntityManager> work) {
        try (EntityManager entities = store.createEntityManager()) {
            entities.getTransaction().begin();
            try {
                work.accept(entities);
                entities.getTransaction().commit();
            } finally {
                if (entities.getTransaction().isActive()) {
                    entities.getTransaction().rollback();
                }
            }
        }
    }

    private static List<String> told(String database) throws SQLException {
        List<String> told = new ArrayList<>();
        try (var connection = server.getDatabase("shop", database).getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT who FROM told ORDER BY number")) {
            while (rows.next()) {
                told.add(rows.getString(1));
            }
        }
        return told;
    }

    private static void sql(String user, String statement) throws SQLException {
        sql(user, user, statement);
    }

    private static void sql(String user, String database, String statement) throws SQLException {
        try (var connection = server.getDatabase(user, database).getConnection();
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }
}
