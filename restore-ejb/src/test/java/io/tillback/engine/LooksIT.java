package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.notice.ChangeWatch;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept of looks: enough for the next one, and not more. */
class LooksIT {
    private static final ChangeWatch.Limits LIMITS = new ChangeWatch.Limits(1_000, 100);

    private WatchedStore store;

    @BeforeEach
    void record_a_store() throws SQLException {
        store = WatchedStore.open();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void look() {
        store.watch().look(LIMITS, WatchedStore.LEARNING, table -> Optional.empty());
    }

    @Test
    void what_is_kept_of_looks_does_not_grow() throws SQLException {
        for (int i = 0; i < 70; i++) {
            store.change("UPDATE shop.product SET file_name = 'x' WHERE id <= 200");
            store.watch().measure();
            look();
        }

        assertThat(store.engine.number("SELECT count(*) FROM tillback.alert_look"))
                .isLessThan(40);
        assertThat(store.engine.number("SELECT count(*) FROM tillback.alert_looked"))
                .isLessThan(50);
    }

    @Test
    void a_look_after_many_measurements_judges_all_since_the_last_look() throws SQLException {
        store.change("UPDATE shop.product SET file_name = 'x'");
        for (int i = 0; i < 35; i++) {
            store.watch().measure();
        }
        look();

        assertThat(store.alerts()).hasSize(1);
    }

    @Test
    void a_change_that_is_committed_after_a_measurement_is_judged_by_the_second_look_after_it() throws SQLException {
        try (var late = store.engine.store.getConnection();
                var statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("UPDATE shop.product SET file_name = 'late' WHERE id <= 1500");
            store.watch().measure();
            statement.execute("UPDATE shop.product SET file_name = 'late' WHERE id > 1500");
            look();
            late.commit();
        }
        store.watch().measure();
        look();

        assertThat(store.only().cause().findTransaction().orElseThrow().changed())
                .isEqualTo(3000);
    }
}
