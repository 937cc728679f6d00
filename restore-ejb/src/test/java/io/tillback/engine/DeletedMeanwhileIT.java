package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A seller is deleted between the preview of a plan for the products and its apply. */
class DeletedMeanwhileIT {
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final String PRODUCTS = "SELECT id || name || seller FROM shop.product ORDER BY id";

    private Engine engine;
    private Manifest manifest;

    @BeforeEach
    void three_sellers() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.seller (id int PRIMARY KEY);
                CREATE TABLE shop.product (id int PRIMARY KEY, name text,
                  seller int NOT NULL REFERENCES shop.seller ON DELETE CASCADE);
                INSERT INTO shop.seller SELECT n FROM generate_series(1, 3) n;
                INSERT INTO shop.product SELECT n, 'p', 1 + n % 3 FROM generate_series(1, 9) n;
                """);
        manifest = engine.takeSnapshot();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Plan plan() throws SQLException {
        return engine.plan(Requests.wholeTables(manifest, PRODUCT), manifest);
    }

    private void assertRefused(Plan plan, ErrorCode code, String fact) throws SQLException {
        List<String> before = engine.texts(PRODUCTS);

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.apply(plan))
                .withMessageContaining(fact)
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(code))
                .satisfies(refused -> assertThat(refused.hint()).isNotBlank());

        assertThat(engine.texts(PRODUCTS)).isEqualTo(before);
        assertThat(engine.number("SELECT count(*) FROM tillback.notice")).isZero();
        assertThat(engine.texts("SELECT DISTINCT state FROM tillback.plan")).containsExactly("READY");
    }

    @Test
    void products_that_would_come_back_without_their_seller_are_refused_and_others_do_not_come_back_alone()
            throws SQLException {
        engine.sql("DELETE FROM shop.product WHERE id > 3");
        Plan plan = plan();
        assertThat(plan.blockers()).isEmpty();
        engine.sql("DELETE FROM shop.seller WHERE id = 2");

        assertRefused(
                plan,
                ErrorCode.PLAN_BLOCKED,
                "2 rows it would write to shop.product refer to missing rows of shop.seller (product_seller_fkey)");
    }

    @Test
    void products_that_went_with_their_seller_are_named_and_no_other_is_set_back() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'damaged'");
        Plan plan = plan();
        engine.sql("DELETE FROM shop.seller WHERE id = 2");

        assertRefused(
                plan, ErrorCode.ROWS_MOVED, "rows were changed after the preview: shop.product 1, shop.product 4");
    }

    @Test
    void planned_again_the_products_block_until_their_seller_is_planned_too() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'damaged'; DELETE FROM shop.seller WHERE id = 2");

        assertRefused(plan(), ErrorCode.PLAN_BLOCKED, "3 rows it would write to shop.product");

        Plan both = engine.plan(Requests.wholeTables(manifest, new TableId("shop", "seller"), PRODUCT), manifest);
        assertThat(engine.apply(both).rowsVerified()).isEqualTo(10);
    }
}
