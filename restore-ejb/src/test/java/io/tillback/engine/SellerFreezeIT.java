package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.freeze.FreezeBook.Entry;
import io.tillback.freeze.FreezeBook.State;
import io.tillback.model.FreezeId;
import io.tillback.model.SellerPath;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.plan.SellerPaths;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.ServerErrorMessage;

/** One seller's rows of a table that the store may not write to, while all others go on. */
class SellerFreezeIT {
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final TableId LINE = new TableId("shop", "order line");
    private static final TableId PART = new TableId("shop", "part");
    private static final TableId VISIT = new TableId("shop", "visit");

    private Engine engine;
    private Freezing freezing;

    @BeforeEach
    void fill_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product (id int PRIMARY KEY, "the seller" text, name text);
                CREATE TABLE shop.orders (id bigint PRIMARY KEY, "Seller" text, note text);
                CREATE TABLE shop."order line" (id int PRIMARY KEY,
                  "group" bigint REFERENCES shop.orders ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE, note text);
                CREATE TABLE shop.part (id int PRIMARY KEY, line int REFERENCES shop."order line" ON DELETE SET NULL);
                CREATE TABLE shop.visit (seller bytea, page int, PRIMARY KEY (seller, page)) PARTITION BY LIST (page);
                CREATE TABLE shop.visit_1 PARTITION OF shop.visit FOR VALUES IN (1);
                CREATE TABLE shop.visit_2 PARTITION OF shop.visit FOR VALUES IN (2);
                INSERT INTO shop.product SELECT n, CASE WHEN n <= 30 THEN 's''' || n % 3 END, 'p' || n FROM generate_series(1, 33) n;
                INSERT INTO shop.orders SELECT n, CASE WHEN n <= 30 THEN 's''' || n % 3 END, 'o' || n FROM generate_series(1, 36) n;
                INSERT INTO shop."order line" SELECT n, n, 'l' || n FROM generate_series(1, 33) n WHERE n <> 4;
                INSERT INTO shop.part SELECT n, n FROM generate_series(1, 33) n WHERE n <> 4;
                INSERT INTO shop.visit SELECT d, p FROM unnest(ARRAY['abc'::bytea, 'def']) d, generate_series(1, 2) p;
                """);
        engine.sellers = new SellerPaths(SellerPath.parseAll("""
                shop.product("the seller"); shop."order line"(group) -> shop.orders(Seller);
                shop.part(line) -> shop."order line"(group) -> shop.orders(Seller); shop.visit(seller)
                """));
        freezing = new Freezing(engine);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void the_store_is_told_whose_rows_are_frozen() {
        Entry frozen = freezing.seller(PRODUCT, "s'1");

        ServerErrorMessage said = freezing.refused("UPDATE shop.product SET name = 'x' WHERE id = 1");

        assertThat(frozen.state()).isEqualTo(State.IN_FORCE);
        assertThat(said.getMessage())
                .startsWith("rows of seller 's'1' in shop.product are read-only until 20")
                .endsWith(Freezing.REASON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE shop.product SET name = 'x'",
                "DELETE FROM shop.product WHERE id = 4",
                "INSERT INTO shop.product VALUES (40, 's''1')",
                "UPDATE shop.product SET \"the seller\" = 's''2' WHERE id = 1",
                "UPDATE shop.product SET \"the seller\" = 's''1' WHERE id = 2",
                "UPDATE shop.product SET \"the seller\" = 's''1' WHERE id = 31",
                "INSERT INTO shop.product VALUES (1, 's''0') ON CONFLICT (id) DO UPDATE SET name = 'x'",
                "TRUNCATE shop.product"
            })
    void rows_of_the_seller_do_not_change_nor_come_nor_go(String statement) throws SQLException {
        freezing.seller(PRODUCT, "s'1");

        freezing.refused(statement);

        assertThat(engine.number(
                        "SELECT count(*) FROM shop.product WHERE \"the seller\" = 's''1' AND name = 'p' || id"))
                .isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE shop.product SET name = 'x' WHERE \"the seller\" <> 's''1' OR \"the seller\" IS NULL",
                "DELETE FROM shop.product WHERE id > 30",
                "INSERT INTO shop.product VALUES (40, 's''2'), (41, NULL)",
                "UPDATE shop.product SET \"the seller\" = NULL WHERE id = 2",
                "INSERT INTO shop.product VALUES (1, 's''1') ON CONFLICT (id) DO NOTHING",
                "UPDATE shop.product SET name = 'x' WHERE id = 99"
            })
    void all_other_rows_and_those_without_a_seller_are_free(String statement) throws SQLException {
        freezing.seller(PRODUCT, "s'1");

        engine.sql(statement);
    }

    @Test
    void a_trigger_of_the_store_cannot_give_the_seller_a_row_either() throws SQLException {
        engine.sql("""
                CREATE FUNCTION shop.give() RETURNS trigger LANGUAGE plpgsql AS
                  'BEGIN NEW."the seller" := ''s''''1''; RETURN NEW; END';
                CREATE TRIGGER zzz BEFORE INSERT OR UPDATE ON shop.product FOR EACH ROW EXECUTE FUNCTION shop.give();
                """);
        freezing.seller(PRODUCT, "s'1");

        freezing.refused("INSERT INTO shop.product VALUES (40, 's''2')");
        freezing.refused("UPDATE shop.product SET name = 'x' WHERE id = 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE shop.\"order line\" SET note = 'x' WHERE id = 1",
                "DELETE FROM shop.\"order line\" WHERE id = 1",
                "INSERT INTO shop.\"order line\" VALUES (40, 4)",
                "UPDATE shop.\"order line\" SET \"group\" = 2 WHERE id = 1",
                "UPDATE shop.\"order line\" SET \"group\" = 1 WHERE id = 2",
                "UPDATE shop.\"order line\" SET \"group\" = NULL WHERE id = 1",
                "DELETE FROM shop.orders WHERE id = 1",
                "UPDATE shop.orders SET \"Seller\" = 's''2' WHERE id = 1",
                "UPDATE shop.orders SET \"Seller\" = 's''1' WHERE id = 2",
                "UPDATE shop.orders SET id = 100 WHERE id = 1",
                "TRUNCATE shop.orders CASCADE",
                "BEGIN; SET CONSTRAINTS ALL DEFERRED; INSERT INTO shop.\"order line\" VALUES (90, 90);"
                        + " INSERT INTO shop.orders VALUES (90, 's''1'); COMMIT"
            })
    void rows_that_lead_to_the_seller_by_way_of_others_are_frozen_whatever_is_written_to(String statement)
            throws SQLException {
        freezing.seller(LINE, "s'1");

        freezing.refused(statement);

        assertThat(engine.number("SELECT count(*) FROM shop.\"order line\" WHERE note = 'l' || id AND \"group\" = id"))
                .isEqualTo(32);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE shop.\"order line\" SET note = 'x' WHERE id = 2",
                "DELETE FROM shop.orders WHERE id = 2",
                "DELETE FROM shop.orders WHERE id = 4",
                "INSERT INTO shop.orders VALUES (90, 's''1')",
                "UPDATE shop.orders SET note = 'x'",
                "UPDATE shop.orders SET \"Seller\" = 's''2' WHERE id = 4",
                "UPDATE shop.orders SET \"Seller\" = 's''1' WHERE id = 36",
                "UPDATE shop.orders SET id = 100 WHERE id = 2",
                "INSERT INTO shop.\"order line\" VALUES (40, 2), (41, 31), (42, NULL)"
            })
    void others_rows_and_the_sellers_other_rows_are_free(String statement) throws SQLException {
        freezing.seller(LINE, "s'1");

        engine.sql(statement);
    }

    @Test
    void a_way_of_several_steps_is_guarded_at_each() throws SQLException {
        freezing.seller(PART, "s'1");

        freezing.refused("UPDATE shop.part SET line = 2 WHERE id = 1");
        freezing.refused("DELETE FROM shop.\"order line\" WHERE id = 1");
        freezing.refused("UPDATE shop.\"order line\" SET \"group\" = 2 WHERE id = 1");
        freezing.refused("DELETE FROM shop.orders WHERE id = 1");
        freezing.refused("UPDATE shop.orders SET \"Seller\" = NULL WHERE id = 1");
        engine.sql("DELETE FROM shop.orders WHERE id = 2; DELETE FROM shop.part WHERE id = 3;"
                + " UPDATE shop.\"order line\" SET note = 'x'; DELETE FROM shop.\"order line\" WHERE id = 5");
    }

    @Test
    void partitions_and_sellers_that_sessions_print_otherwise_are_known() throws SQLException {
        freezing.seller(VISIT, "\\x616263");
        String otherwise = "SET bytea_output = 'escape'; ";

        freezing.refused(otherwise + "DELETE FROM shop.visit_1");
        freezing.refused(otherwise + "UPDATE shop.visit SET page = 3 - page WHERE seller = 'abc' AND page = 1");
        freezing.refused(otherwise + "INSERT INTO shop.visit_2 VALUES ('abc', 2)"
                + " ON CONFLICT (seller, page) DO UPDATE SET page = 2");
        freezing.refused("TRUNCATE shop.visit_1");
        engine.sql(otherwise + "DELETE FROM shop.visit WHERE seller = 'def'");
    }

    @Test
    void a_restore_passes_and_lifting_frees_all_tables_on_the_way() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DELETE FROM shop.orders WHERE id = 1; UPDATE shop.orders SET \"Seller\" = 's''2' WHERE id = 7");
        FreezeId frozen = freezing.seller(PART, "s'1").freeze().id();
        Plan plan = engine.plan(Requests.wholeTables(manifest, PART, LINE, new TableId("shop", "orders")), manifest);

        engine.apply(plan);
        freezing.refused("DELETE FROM shop.orders WHERE id = 1");
        freezing.book.lift(frozen, "olga");
        engine.sql("DELETE FROM shop.orders WHERE id = 1; TRUNCATE shop.part");
        freezing.book.clear();

        assertThat(freezing.triggers()).isZero();
        assertThat(engine.number("SELECT count(*) FROM pg_proc WHERE proname LIKE 'freeze%'"))
                .isZero();
    }

    @Test
    void a_seller_whom_no_row_names_is_refused() {
        for (TableId table : new TableId[] {PRODUCT, LINE, VISIT}) {
            assertThatExceptionOfType(RestoreException.class)
                    .isThrownBy(() -> freezing.seller(table, "s'9"))
                    .matches(e -> e.code() == ErrorCode.SELLER_UNKNOWN)
                    .withMessageContaining("has seller 's'9'");
        }
    }
}
