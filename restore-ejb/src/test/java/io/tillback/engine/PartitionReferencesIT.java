package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.TableId;
import io.tillback.plan.ForeignKeyEffect;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Foreign keys that single partitions declare, or that refer to single partitions. */
class PartitionReferencesIT {
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final TableId NOTE = new TableId("shop", "note");

    private Engine engine;

    @BeforeEach
    void open() throws SQLException {
        engine = Engine.on("CREATE SCHEMA shop");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Manifest snapshotOf(String tables) throws SQLException {
        engine.sql(tables);
        return engine.takeSnapshot();
    }

    private Plan plan(Manifest manifest, TableId... tables) throws SQLException {
        return engine.plan(Requests.wholeTables(manifest, tables), manifest);
    }

    private void assertRefused(Plan plan, String... facts) {
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.apply(plan))
                .matches(e -> e.code() == ErrorCode.PLAN_BLOCKED)
                .satisfies(e -> assertThat(e.getMessage()).contains(facts));
    }

    /** Columns of a partition that was attached lie elsewhere than those of the table. */
    private static final String PARTITIONED_NOTES = """
            CREATE TABLE shop.product (id int PRIMARY KEY, name text);
            CREATE TABLE shop.note (year int, id int, product int, PRIMARY KEY (year, id)) PARTITION BY LIST (year);
            CREATE TABLE shop.note_1 PARTITION OF shop.note FOR VALUES IN (1);
            CREATE TABLE shop.note_2 (gone int, product int, id int NOT NULL, year int NOT NULL);
            ALTER TABLE shop.note_2 DROP gone;
            ALTER TABLE shop.note ATTACH PARTITION shop.note_2 FOR VALUES IN (2);
            CREATE TABLE shop.note_3 PARTITION OF shop.note FOR VALUES IN (3);
            ALTER TABLE shop.note_1 ADD CONSTRAINT of_product FOREIGN KEY (product) REFERENCES shop.product ON DELETE CASCADE;
            ALTER TABLE shop.note_2 ADD CONSTRAINT of_product FOREIGN KEY (product) REFERENCES shop.product ON DELETE SET NULL;
            INSERT INTO shop.product SELECT n, 'p' || n FROM generate_series(1, 5) n;
            INSERT INTO shop.note VALUES (1, 1, 1), (2, 1, 2), (3, 1, 3), (3, 2, 77);
            """;

    @Test
    void rows_of_a_partition_that_refer_by_its_own_key_block_the_removal_for_each_partition() throws SQLException {
        Manifest manifest = snapshotOf(PARTITIONED_NOTES);
        engine.sql("INSERT INTO shop.product VALUES (9, 'p9'); INSERT INTO shop.note VALUES (1, 9, 9), (2, 9, 9)");

        Plan plan = plan(manifest, PRODUCT);

        assertThat(plan.blockers())
                .extracting(effect -> effect.foreignKey().name())
                .containsExactlyInAnyOrder("of_product of shop.note_1", "of_product of shop.note_2");
        assertRefused(
                plan,
                "rows of shop.note refer to rows it would remove (of_product of shop.note_1, which would delete them)",
                "(of_product of shop.note_2, which would cut them loose)");
        assertThat(engine.number("SELECT count(*) FROM shop.note WHERE product = 9"))
                .isEqualTo(2);
    }

    @Test
    void rows_of_a_partition_without_the_key_may_refer_to_what_is_missing() throws SQLException {
        Manifest manifest = snapshotOf(PARTITIONED_NOTES);
        engine.sql("DELETE FROM shop.note WHERE year = 3");

        engine.apply(plan(manifest, NOTE));

        assertThat(engine.texts("SELECT product FROM shop.note WHERE year = 3 ORDER BY 1"))
                .containsExactly("3", "77");
    }

    @Test
    void tables_are_written_in_the_order_that_a_partitions_own_key_asks_for() throws SQLException {
        Manifest manifest = snapshotOf(PARTITIONED_NOTES);
        engine.sql("DELETE FROM shop.note; DELETE FROM shop.product");

        assertThat(engine.apply(plan(manifest, NOTE, PRODUCT)).rowsVerified()).isEqualTo(9);
    }

    private static final String PARTITIONED_PRODUCTS = """
            CREATE TABLE shop.product (region int, id int, rank int, PRIMARY KEY (region, id)) PARTITION BY LIST (region);
            CREATE TABLE shop.product_1 (gone int, rank int UNIQUE, id int NOT NULL UNIQUE, region int NOT NULL);
            ALTER TABLE shop.product_1 DROP gone;
            ALTER TABLE shop.product ATTACH PARTITION shop.product_1 FOR VALUES IN (1);
            CREATE TABLE shop.product_2 PARTITION OF shop.product FOR VALUES IN (2);
            ALTER TABLE shop.product ADD UNIQUE (region, rank);
            CREATE TABLE shop.stock (id int PRIMARY KEY, product int REFERENCES shop.product_1 (id) ON DELETE CASCADE);
            INSERT INTO shop.product VALUES (1, 1, 1), (1, 2, 2), (2, 1, 1), (2, 2, 2);
            INSERT INTO shop.stock VALUES (1, 1);
            """;

    @Test
    void a_row_that_refers_to_a_partition_blocks_the_removal() throws SQLException {
        Manifest manifest = snapshotOf(PARTITIONED_PRODUCTS);
        engine.sql("INSERT INTO shop.product VALUES (1, 9, 9); INSERT INTO shop.stock VALUES (9, 9)");

        Plan plan = plan(manifest, PRODUCT);

        assertThat(plan.blockers())
                .singleElement()
                .extracting(ForeignKeyEffect::danglingDependents)
                .isEqualTo(1L);
        assertRefused(plan, "1 row of shop.stock refers to rows it would remove", "stock_product_fkey");
        assertThat(engine.number("SELECT count(*) FROM shop.stock")).isEqualTo(2);
    }

    @Test
    void a_reference_to_a_row_of_a_partition_is_not_missing() throws SQLException {
        Manifest manifest = snapshotOf(PARTITIONED_PRODUCTS);
        engine.sql("DELETE FROM shop.stock");

        assertThat(engine.apply(plan(manifest, new TableId("shop", "stock"))).rowsVerified())
                .isOne();
    }

    @Test
    void rows_of_a_partition_are_not_replaced_under_an_action_that_would_fire() throws SQLException {
        Manifest manifest = snapshotOf(PARTITIONED_PRODUCTS);
        engine.sql("""
                UPDATE shop.product SET rank = 3 WHERE id = 1;
                UPDATE shop.product SET rank = 1 WHERE id = 2;
                UPDATE shop.product SET rank = 2 WHERE id = 1
                """);
        List<String> swapped = engine.texts("SELECT p::text FROM shop.product p ORDER BY 1");

        Plan plan = plan(manifest, PRODUCT);

        assertThat(plan.blockers()).isEmpty();
        assertRefused(plan, "1 row of shop.stock refers to them by stock_product_fkey, whose action would fire");
        assertThat(engine.texts("SELECT p::text FROM shop.product p ORDER BY 1"))
                .isEqualTo(swapped);
        assertThat(engine.number("SELECT count(*) FROM shop.stock")).isOne();
    }
}
