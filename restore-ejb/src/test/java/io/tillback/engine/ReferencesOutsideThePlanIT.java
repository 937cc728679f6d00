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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that refer to what a plan removes by columns that the plan does not have: added since, or generated. */
class ReferencesOutsideThePlanIT {
    private static final TableId PRODUCT = new TableId("shop", "product");

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

    private Plan plan(Manifest manifest) throws SQLException {
        return engine.plan(Requests.wholeTables(manifest, PRODUCT), manifest);
    }

    private void assertBlocked(Plan plan, String fact) throws SQLException {
        assertThat(plan.blockers())
                .singleElement()
                .extracting(ForeignKeyEffect::describe)
                .asString()
                .contains(fact);
        assertApplyIsRefused(plan, fact);
    }

    private void assertApplyIsRefused(Plan plan, String fact) throws SQLException {
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.apply(plan))
                .matches(e -> e.code() == ErrorCode.PLAN_BLOCKED)
                .withMessageContaining(fact);
        assertThat(engine.number("SELECT count(*) FROM shop.stock WHERE id = 9"))
                .isOne();
        assertThat(engine.number("SELECT count(*) FROM shop.product WHERE id = 9"))
                .isOne();
    }

    private static final String PRODUCTS = """
            CREATE TABLE shop.product (id int PRIMARY KEY, name text);
            INSERT INTO shop.product SELECT n, 'p' || n FROM generate_series(1, 5) n;
            """;
    private static final String SKU_SINCE = """
            ALTER TABLE shop.product ADD sku text UNIQUE;
            CREATE TABLE shop.stock (id int PRIMARY KEY, sku text REFERENCES shop.product (sku) ON DELETE %s);
            INSERT INTO shop.product VALUES (9, 'p9', 'X');
            INSERT INTO shop.stock VALUES (9, 'X'), (10, NULL)
            """;

    @Test
    void a_row_that_refers_by_a_column_added_since_blocks_the_removal() throws SQLException {
        Manifest manifest = snapshotOf(PRODUCTS);
        engine.sql(SKU_SINCE.formatted("CASCADE"));

        assertBlocked(
                plan(manifest), "1 row of shop.stock refers to rows it would remove (stock_sku_fkey, which would");
    }

    @Test
    void a_row_that_began_to_refer_by_such_a_column_after_the_preview_is_not_taken_along() throws SQLException {
        Manifest manifest = snapshotOf(PRODUCTS);
        engine.sql(SKU_SINCE.formatted("SET NULL"));
        engine.sql("UPDATE shop.stock SET sku = NULL");
        Plan plan = plan(manifest);
        assertThat(plan.blockers()).isEmpty();
        engine.sql("UPDATE shop.stock SET sku = 'X' WHERE id = 9");

        assertApplyIsRefused(plan, "1 row of shop.stock refers to rows it would remove (stock_sku_fkey, which would");
    }

    @Test
    void rows_that_refer_to_nothing_the_plan_removes_are_in_nobodys_way() throws SQLException {
        Manifest manifest = snapshotOf(PRODUCTS);
        engine.sql(SKU_SINCE.formatted("CASCADE"));
        engine.sql("UPDATE shop.product SET sku = 'Y', name = 'other' WHERE id = 1; UPDATE shop.stock SET sku = 'Y'");

        assertThat(engine.apply(plan(manifest)).rowsVerified()).isEqualTo(2);

        assertThat(engine.number("SELECT count(*) FROM shop.stock WHERE sku = 'Y'"))
                .isEqualTo(2);
    }

    @Test
    void a_row_that_refers_by_a_column_added_since_and_the_key_blocks_the_removal() throws SQLException {
        Manifest manifest = snapshotOf(PRODUCTS);
        engine.sql("""
                ALTER TABLE shop.product ADD tenant int DEFAULT 7, ADD UNIQUE (tenant, id);
                CREATE TABLE shop.stock (id int PRIMARY KEY, tenant int, product int,
                  FOREIGN KEY (tenant, product) REFERENCES shop.product (tenant, id) ON DELETE CASCADE);
                INSERT INTO shop.product VALUES (9, 'p9');
                INSERT INTO shop.stock VALUES (9, 7, 9), (10, 8, NULL), (1, 7, 1)
                """);

        assertBlocked(plan(manifest), "1 row of shop.stock refers to rows it would remove");
    }

    @Test
    void a_row_that_refers_by_a_generated_column_blocks_the_removal() throws SQLException {
        Manifest manifest = snapshotOf("""
                CREATE TABLE shop.product (id int PRIMARY KEY, code int GENERATED ALWAYS AS (id + 100) STORED UNIQUE);
                CREATE TABLE shop.stock (id int PRIMARY KEY, code int REFERENCES shop.product (code) ON DELETE CASCADE);
                INSERT INTO shop.product VALUES (1);
                INSERT INTO shop.stock VALUES (1, 101);
                """);
        engine.sql("INSERT INTO shop.product VALUES (9); INSERT INTO shop.stock VALUES (9, 109)");

        assertBlocked(plan(manifest), "1 row of shop.stock refers to rows it would remove");
    }

    @Test
    void a_row_that_refers_to_one_of_several_that_look_equal_to_the_plan_blocks_the_removal() throws SQLException {
        Manifest manifest = snapshotOf("""
                CREATE TABLE shop.product (id int, name text);
                INSERT INTO shop.product VALUES (1, 'p1'), (9, 'p9'), (9, 'p9'), (9, 'p9');
                DELETE FROM shop.product WHERE ctid = '(0,2)';
                """);
        engine.sql("""
                ALTER TABLE shop.product ADD sku text UNIQUE;
                CREATE TABLE shop.stock (id int PRIMARY KEY, sku text REFERENCES shop.product (sku) ON DELETE CASCADE);
                INSERT INTO shop.product VALUES (9, 'p9', 'X'), (9, 'p9', 'Y');
                INSERT INTO shop.stock VALUES (9, 'X'), (10, 'Y');
                """);

        Plan plan = plan(manifest);

        assertThat(plan.blockers())
                .singleElement()
                .extracting(ForeignKeyEffect::danglingDependents)
                .isEqualTo(2L);
    }
}
