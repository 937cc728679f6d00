package io.tillback.engine;

import static io.tillback.engine.Requests.exactly;
import static io.tillback.engine.Requests.request;
import static io.tillback.engine.Requests.wholeTables;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.jdbc.JdbcLiveSchema;
import io.tillback.jdbc.StoreDatabase;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.RestoreScope;
import io.tillback.model.StoreSchema;
import io.tillback.model.StoreSchema.Unprotected;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.running.Login;
import io.tillback.running.StoreRoles;
import io.tillback.snapshot.Manifest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What happens where the database role has fewer rights than the work needs: it is said, and nothing is half done. */
class RightsIT {
    private static final Login WRITER = new Login("only_writes", "of the writer");
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final String ROWS_HIDDEN =
            "row-level security may hide rows of it from the role: give the role BYPASSRLS";
    private static final String SHOP = """
            CREATE SCHEMA shop;
            CREATE TABLE shop.product (id serial PRIMARY KEY, name text);
            INSERT INTO shop.product (name) SELECT 'product ' || n FROM generate_series(1, 10) n;
            CREATE FUNCTION shop.shout() RETURNS trigger LANGUAGE plpgsql AS
              $$BEGIN NEW.name = upper(NEW.name); RETURN NEW; END$$;
            CREATE TRIGGER shout BEFORE UPDATE ON shop.product FOR EACH ROW EXECUTE FUNCTION shop.shout();
            """;

    @BeforeAll
    static void make_a_role_that_owns_nothing() throws SQLException {
        try (Connection connection = Surroundings.postgres().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(WRITER.role(), WRITER.password()));
        }
    }

    @Test
    void a_role_that_reads_only_takes_snapshots_and_previews_and_is_refused_the_restore() throws SQLException {
        try (Engine engine = Engine.on(SHOP, StoreRoles.SNAPSHOTS)) {
            Manifest manifest = engine.takeSnapshot();
            engine.sql("UPDATE shop.product SET name = 'damaged' WHERE id = 3; DELETE FROM shop.product WHERE id = 4");
            Plan plan = engine.plan(wholeTables(manifest, PRODUCT), manifest);

            assertThat(plan.rowsToWrite()).isEqualTo(2);
            assertThat(engine.verify(manifest).problems()).isEmpty();
            assertRefused(
                    () -> engine.apply(plan),
                    "lacks UPDATE on shop.product, INSERT on shop.product, UPDATE on sequence shop.product_id_seq, "
                            + "ownership of shop.product, to silence its triggers and rules",
                    "GRANT UPDATE ON shop.product TO tillback_snapshots; ",
                    "GRANT shop_owner TO tillback_snapshots");
            assertThat(engine.texts("SELECT name FROM shop.product WHERE id = 3"))
                    .containsExactly("DAMAGED");
            assertThat(engine.texts("SELECT state FROM tillback.plan")).containsExactly("READY");
        }
    }

    @Test
    void a_role_that_owns_nothing_restores_where_no_trigger_has_to_be_silenced() throws SQLException {
        try (Engine engine = Engine.on(SHOP, WRITER)) {
            engine.sql("""
                    GRANT USAGE ON SCHEMA shop TO only_writes;
                    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA shop TO only_writes;
                    GRANT SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA shop TO only_writes;
                    """);
            Manifest manifest = engine.takeSnapshot();
            engine.sql("DELETE FROM shop.product WHERE id > 5");
            Plan silencing = engine.plan(wholeTables(manifest, PRODUCT), manifest);
            Plan firing = engine.plan(
                    request(manifest, exactly(StoreTriggers.FIRE), RestoreScope.wholeTable(PRODUCT)), manifest);

            assertRefused(
                    () -> engine.apply(silencing),
                    "lacks ownership of shop.product, to silence its triggers and rules",
                    "GRANT shop_owner TO only_writes");
            assertThat(engine.apply(firing).rowsVerified()).isEqualTo(5);
        }
    }

    @Test
    void whatever_hides_rows_from_the_role_is_named_and_all_else_is_protected() throws SQLException {
        try (Engine engine = Engine.on(SHOP + """
                CREATE TABLE shop.hidden (id int PRIMARY KEY);
                CREATE TABLE shop.rows_hidden (id int PRIMARY KEY);
                ALTER TABLE shop.rows_hidden ENABLE ROW LEVEL SECURITY;
                CREATE TABLE shop.in_parts (id int PRIMARY KEY) PARTITION BY RANGE (id);
                CREATE TABLE shop.first_part PARTITION OF shop.in_parts FOR VALUES FROM (1) TO (10);
                CREATE SCHEMA "back Office";
                CREATE TABLE "back Office".ledger (id int PRIMARY KEY);
                GRANT USAGE ON SCHEMA shop TO only_writes;
                GRANT SELECT ON shop.product, shop.rows_hidden, shop.in_parts, "back Office".ledger TO only_writes;
                """, WRITER)) {

            Manifest manifest = engine.takeSnapshot();

            assertThat(manifest.tables())
                    .extracting(table -> table.shape().id())
                    .containsExactly(PRODUCT);
            assertThat(manifest.unprotected())
                    .containsExactly(
                            new Unprotected("table back Office.ledger", "the role may not use its schema: grant USAGE"),
                            new Unprotected("table shop.hidden", "the role may not read it: grant SELECT"),
                            new Unprotected(
                                    "table shop.in_parts",
                                    "its partition shop.first_part cannot be read whole: grant SELECT on it, and BYPASSRLS"),
                            new Unprotected("table shop.rows_hidden", ROWS_HIDDEN));
        }
    }

    @Test
    void row_level_security_hides_nothing_from_a_member_of_the_owner_unless_it_is_forced() throws SQLException {
        try (Engine engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product (id int PRIMARY KEY, name text);
                INSERT INTO shop.product SELECT n, 'product ' || n FROM generate_series(1, 10) n;
                ALTER TABLE shop.product ENABLE ROW LEVEL SECURITY;
                CREATE POLICY odd ON shop.product USING (id % 2 = 1);
                """)) {
            Manifest manifest = engine.takeSnapshot();
            engine.sql("DELETE FROM shop.product");

            Plan plan = engine.plan(wholeTables(manifest, PRODUCT), manifest);
            assertThat(engine.apply(plan).rowsVerified()).isEqualTo(10);

            engine.sql("ALTER TABLE shop.product FORCE ROW LEVEL SECURITY");
            StoreSchema schema = new JdbcLiveSchema(engine.database, new PostgresDialect()).load();
            assertThat(schema.tables()).isEmpty();
            assertThat(schema.unprotected()).containsExactly(new Unprotected("table shop.product", ROWS_HIDDEN));
        }
    }

    @Test
    void a_role_that_cannot_keep_a_catalog_is_told_what_to_ask_for() throws SQLException {
        Surroundings.postgres().createDatabase("without_rights");

        assertRefused(
                () -> StoreDatabase.requireUsable(Surroundings.signIn("without_rights", WRITER), new PostgresDialect()),
                "Cannot protect database without_rights: role only_writes may not create schema tillback",
                "GRANT CREATE ON DATABASE \"without_rights\" TO \"only_writes\"");
    }

    @Test
    void a_wrong_password_and_an_unknown_database_are_told_from_a_server_that_is_away() {
        Login wrong = new Login(WRITER.role(), "not it");

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() ->
                        StoreDatabase.requireUsable(Surroundings.signIn("postgres", wrong), new PostgresDialect()))
                .satisfies(refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE);
                    assertThat(refused).hasMessageContaining("password authentication failed for user \"only_writes\"");
                    assertThat(refused.hint()).contains("TILLBACK_STORE_PASSWORD");
                });
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() ->
                        StoreDatabase.requireUsable(Surroundings.signIn("nowhere", WRITER), new PostgresDialect()))
                .satisfies(refused -> assertThat(refused.hint()).contains("TILLBACK_STORE_URL"));
    }

    private static void assertRefused(ThrowingCallable work, String fact, String... hints) {
        assertThatExceptionOfType(RestoreException.class).isThrownBy(work).satisfies(refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.RIGHTS_MISSING);
            assertThat(refused).hasMessageContaining(fact);
            assertThat(refused.hint()).contains(hints);
        });
    }
}
