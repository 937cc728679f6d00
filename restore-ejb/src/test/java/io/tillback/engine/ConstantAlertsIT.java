package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.AlertCause.TurnedConstant;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which columns are told that turned constant. */
class ConstantAlertsIT {
    private WatchedStore store;

    @BeforeEach
    void record_a_store() throws SQLException {
        store = WatchedStore.open();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void one_update_that_gives_all_sellers_products_the_same_file_name_is_told() throws SQLException {
        long transaction = store.change("UPDATE shop.product SET file_name = 'sample.zip', at = now()");
        store.look();
        store.look();

        TurnedConstant constant = (TurnedConstant) store.only().cause();
        assertThat(constant.column().value()).isEqualTo("file_name");
        assertThat(constant.value()).contains("sample.zip");
        assertThat(constant.sellers()).isEqualTo(300);
        assertThat(store.only().headline())
                .isEqualTo("A transaction left shop.product.file_name the same in rows of 300 sellers");
        assertThat(store.only().meaning())
                .startsWith("Transaction " + transaction)
                .contains("changed 3,000 rows of the table and left 'sample.zip' where values had differed.");
    }

    @Test
    void edits_of_one_sellers_rows_and_values_that_had_not_differed_and_that_differ_still_are_not_told()
            throws SQLException {
        store.change("UPDATE shop.product SET file_name = 'mine.zip' WHERE seller_id <= 9");
        store.change("UPDATE shop.product SET kind = 'pack' WHERE kind = 'font'");
        store.change("UPDATE shop.product SET file_name = 'x-' || file_name");
        store.look();

        assertThat(store.alerts()).isEmpty();
    }

    @Test
    void rows_that_others_changed_again_before_the_look_count_as_the_transaction_left_them() throws SQLException {
        store.change("UPDATE shop.product SET file_name = 'sample.zip' WHERE id <= 1000");
        store.change("UPDATE shop.product SET file_name = 'mended.zip' WHERE id <= 950");
        store.look();

        assertThat(store.told())
                .containsExactly("A transaction left shop.product.file_name the same in rows of 300 sellers");
    }

    @Test
    void a_table_whose_rows_lead_to_no_seller_has_no_constant_columns() throws SQLException {
        store.engine.sql("CREATE TABLE shop.tag (id int PRIMARY KEY, code text);"
                + "INSERT INTO shop.tag SELECT n, 'code ' || n FROM generate_series(1, 1000) n");
        store.begin();
        store.change("UPDATE shop.tag SET code = 'same'");
        store.look();

        assertThat(store.alerts()).isEmpty();
    }
}
