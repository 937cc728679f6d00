package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows are written in an order that the store's constraints allow, whatever they are. */
class WriteOrderIT {
    private Engine engine;

    @BeforeEach
    void open() throws SQLException {
        engine = Engine.empty();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Store store(String schema, String... names) throws SQLException {
        engine.sql(schema);
        return new Store(names);
    }

    /** Tables and a snapshot of them. */
    private final class Store {
        private final TableId[] tables;
        private final Manifest manifest;

        private Store(String... names) {
            tables = Arrays.stream(names)
                    .map(name -> new TableId("public", name))
                    .toArray(TableId[]::new);
            manifest = engine.takeSnapshot();
        }

        /** Damages the tables, restores them whole, and compares every row. */
        void comesBackAfter(String damage) throws SQLException {
            List<String> before = contents();
            engine.sql(damage);
            assertThat(contents()).isNotEqualTo(before);

            engine.apply(plan());

            assertThat(contents()).isEqualTo(before);
        }

        Plan plan() throws SQLException {
            return engine.plan(Requests.wholeTables(manifest, tables), manifest);
        }

        List<String> contents() throws SQLException {
            List<String> all = new ArrayList<>();
            for (TableId table : tables) {
                all.addAll(engine.texts(
                        "SELECT '%s ' || t::text FROM \"%s\" t ORDER BY 1".formatted(table.name(), table.name())));
            }
            return all;
        }
    }

    private static final String THREE_LEVELS = """
            CREATE TABLE seller (id int PRIMARY KEY, name text);
            CREATE TABLE product (id int PRIMARY KEY, seller int NOT NULL REFERENCES seller);
            CREATE TABLE file (id int PRIMARY KEY, product int NOT NULL REFERENCES product, seller int REFERENCES seller);
            INSERT INTO seller VALUES (1, 'a'), (2, 'b');
            INSERT INTO product VALUES (1, 1), (2, 2), (3, 2);
            INSERT INTO file VALUES (1, 1, NULL), (2, 3, 1);
            """;

    @Test
    void parents_are_created_before_children_and_removed_after_them() throws SQLException {
        Store store = store(THREE_LEVELS, "file", "product", "seller");
        store.comesBackAfter("DELETE FROM file; DELETE FROM product; DELETE FROM seller");
        store.comesBackAfter("""
                INSERT INTO seller VALUES (3, 'c');
                INSERT INTO product VALUES (4, 3);
                INSERT INTO file VALUES (3, 4, 3)
                """);
        store.comesBackAfter("""
                DELETE FROM file;
                DELETE FROM product WHERE seller = 2;
                DELETE FROM seller WHERE id = 2;
                INSERT INTO seller VALUES (3, 'c');
                UPDATE product SET seller = 3;
                INSERT INTO file VALUES (1, 1, 3)
                """);
    }

    @Test
    void rows_that_refer_to_rows_of_their_own_table_come_and_go_in_any_order() throws SQLException {
        Store store = store(
                """
                CREATE TABLE category (id int PRIMARY KEY, parent int REFERENCES category);
                INSERT INTO category VALUES (1, 9), (2, 1), (3, 1), (9, NULL), (5, 5);
                """.replace("(1, 9), (2, 1), (3, 1), (9, NULL)", "(9, NULL), (1, 9), (2, 1), (3, 1)"), "category");
        store.comesBackAfter("DELETE FROM category");
        store.comesBackAfter("INSERT INTO category VALUES (20, 3), (19, 20), (21, 21)");
        store.comesBackAfter("UPDATE category SET parent = 2 WHERE id = 5; DELETE FROM category WHERE id = 3");
    }

    private static final String CYCLE = """
            CREATE TABLE shop (id int PRIMARY KEY, main_product int %1$s);
            CREATE TABLE product (id int PRIMARY KEY, shop int NOT NULL REFERENCES shop %2$s);
            ALTER TABLE shop ADD FOREIGN KEY (main_product) REFERENCES product %2$s;
            WITH shop AS (INSERT INTO shop VALUES (1, 10), (2, 20))
            INSERT INTO product VALUES (10, 1), (11, 1), (20, 2);
            """;
    private static final String ALL_GONE = """
            WITH gone AS (DELETE FROM shop) DELETE FROM product""";
    private static final String ONE_MORE = """
            WITH shop AS (INSERT INTO shop VALUES (3, 30)) INSERT INTO product VALUES (30, 3)""";

    @Test
    void a_cycle_that_can_be_put_off_is_checked_at_the_end() throws SQLException {
        Store store = store(CYCLE.formatted("NOT NULL", "DEFERRABLE"), "shop", "product");
        store.comesBackAfter(ALL_GONE);
        store.comesBackAfter(ONE_MORE);
    }

    @Test
    void a_cycle_that_cannot_be_put_off_is_broken_where_null_is_allowed() throws SQLException {
        Store store = store(CYCLE.formatted("", ""), "shop", "product");
        store.comesBackAfter(ALL_GONE);
        store.comesBackAfter(ONE_MORE);
        store.comesBackAfter("UPDATE shop SET main_product = 11 WHERE id = 1; " + ONE_MORE);
    }

    @Test
    void a_cycle_that_can_neither_be_put_off_nor_broken_is_named_and_nothing_is_written() throws SQLException {
        Store store = store(CYCLE.formatted("NOT NULL", ""), "shop", "product");
        engine.sql(ALL_GONE);
        Plan plan = store.plan();

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.apply(plan))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.PLAN_BLOCKED))
                .withMessage("Cannot order the tables: foreign keys form a cycle through public.shop, public.product");
        assertThat(store.contents()).isEmpty();
    }

    private static final String UNIQUE = """
            CREATE TABLE tag (id int PRIMARY KEY, code text UNIQUE);
            INSERT INTO tag VALUES (1, 'a'), (2, 'b'), (3, 'c');
            """;

    @Test
    void a_unique_value_goes_from_a_row_to_be_removed_to_one_to_be_created() throws SQLException {
        Store store = store(UNIQUE, "tag");
        store.comesBackAfter("DELETE FROM tag WHERE id = 1; INSERT INTO tag VALUES (4, 'a')");
    }

    @Test
    void a_unique_value_goes_from_a_row_to_be_changed_to_one_to_be_created() throws SQLException {
        Store store = store(UNIQUE, "tag");
        store.comesBackAfter("DELETE FROM tag WHERE id = 1; UPDATE tag SET code = 'a' WHERE id = 2");
    }

    @Test
    void a_unique_value_goes_from_a_row_to_be_removed_to_one_to_be_changed() throws SQLException {
        Store store = store(UNIQUE, "tag");
        store.comesBackAfter("UPDATE tag SET code = 'z' WHERE id = 2; INSERT INTO tag VALUES (4, 'b')");
    }

    @Test
    void a_row_still_referred_to_until_another_is_changed_is_removed_last() throws SQLException {
        Store store = store(THREE_LEVELS, "seller", "product");
        store.comesBackAfter("INSERT INTO seller VALUES (3, 'c'); UPDATE product SET seller = 3 WHERE id = 1");
    }

    private static final String CHECKED_AT_THE_COMMIT = """
            CREATE TABLE parent (id int PRIMARY KEY, name text);
            CREATE TABLE child (id int PRIMARY KEY, parent int NOT NULL REFERENCES parent ON DELETE %s DEFERRABLE);
            INSERT INTO parent VALUES (1, 'a');
            INSERT INTO child VALUES (1, 1);
            """;

    @Test
    void children_are_removed_first_though_their_key_is_checked_at_the_commit() throws SQLException {
        for (String action : List.of("RESTRICT", "CASCADE", "NO ACTION")) {
            Store store = store(CHECKED_AT_THE_COMMIT.formatted(action), "child", "parent");
            store.comesBackAfter("INSERT INTO parent VALUES (2, 'b'); INSERT INTO child VALUES (2, 2)");
            engine.sql("DROP TABLE child, parent");
        }
    }

    @Test
    void a_removal_that_a_cascade_does_in_part_is_done() throws SQLException {
        Store store = store(CYCLE.formatted("NOT NULL", "ON DELETE CASCADE DEFERRABLE"), "shop", "product");
        store.comesBackAfter(ONE_MORE);
    }
}
