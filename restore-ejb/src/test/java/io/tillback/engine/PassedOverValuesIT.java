package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.AlertCause.NewValue;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** New values in tables of which far more changes between two looks than a look looks up. */
class PassedOverValuesIT {
    private WatchedStore store;

    @BeforeEach
    void record_a_store() throws SQLException {
        store = WatchedStore.open();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private NewValue taken() {
        return (NewValue) store.only().cause();
    }

    /** More blocks than a look reads. */
    private void fillALargeTable(String partitioned) throws SQLException {
        store.engine.sql("""
                CREATE TABLE shop.visit (id int PRIMARY KEY, hits int NOT NULL, state text NOT NULL, more text NOT NULL) %s;
                INSERT INTO shop.visit
                SELECT n, 7 * n, (ARRAY['open', 'closed'])[1 + n %% 2], repeat('x', 150) FROM generate_series(1, 60000) n;
                """.formatted(partitioned));
        store.begin();
    }

    private void visit(int from, int to) throws SQLException {
        store.change("UPDATE shop.visit SET hits = hits + 1 WHERE id BETWEEN %d AND %d".formatted(from, to));
    }

    private int looksUntilTold() {
        int looks = 0;
        while (store.alerts().isEmpty() && looks < 15) {
            store.look();
            looks++;
        }
        return looks;
    }

    @Test
    void a_rare_value_among_20000_changes_of_a_small_table_is_told_at_the_next_look() throws SQLException {
        for (int i = 0; i < 4; i++) {
            store.change("UPDATE shop.product SET at = now()");
        }
        long rare = store.change("UPDATE shop.product SET kind = 'rare' WHERE id = 1234");
        for (int i = 0; i < 4; i++) {
            store.change("UPDATE shop.product SET at = now() WHERE id <> 1234");
        }
        store.look();

        assertThat(taken().value()).contains("rare");
        assertThat(taken().change().transaction()).isEqualTo(rare);
        store.look();
        assertThat(store.alerts()).hasSize(1);
    }

    @Test
    void one_of_a_large_table_is_told_once_the_looks_have_passed_over_all_its_rows() throws SQLException {
        fillALargeTable("");
        visit(1, 12_000);
        long rare = store.change("UPDATE shop.visit SET state = 'rare' WHERE id = 40000");
        visit(12_001, 24_000);

        assertThat(looksUntilTold()).isLessThanOrEqualTo(5);
        assertThat(taken().change().transaction()).isEqualTo(rare);
        for (int i = 0; i < 9; i++) {
            store.look();
        }
        assertThat(store.alerts()).hasSize(1);
        assertThat(store.engine.number("SELECT count(*) FROM tillback.row_pass"))
                .isZero();
    }

    @Test
    void one_in_a_row_that_the_pass_had_left_behind_is_told_by_the_next_pass() throws SQLException {
        fillALargeTable("");
        visit(1, 24_000);
        store.look();
        store.engine.sql("VACUUM shop.visit");
        visit(24_001, 36_000);
        long rare = store.change("UPDATE shop.visit SET state = 'rare' WHERE id = 40000");
        assertThat(store.engine.number(
                        "SELECT count(*) FROM shop.visit WHERE state = 'rare' AND ctid < '(512,0)'::tid"))
                .isOne();
        visit(36_001, 39_000);

        assertThat(looksUntilTold()).isLessThanOrEqualTo(9);
        assertThat(taken().change().transaction()).isEqualTo(rare);
    }

    @Test
    void one_that_was_written_over_before_the_pass_came_is_told_as_its_writers() throws SQLException {
        fillALargeTable("");
        visit(1, 12_000);
        long rare = store.change("UPDATE shop.visit SET state = 'rare' WHERE id = 59999");
        visit(12_001, 24_000);
        store.look();
        assertThat(store.alerts()).isEmpty();
        visit(24_001, 28_000);
        store.change("UPDATE shop.visit SET state = 'open' WHERE id = 59999");
        visit(28_001, 32_000);
        store.look();

        assertThat(taken().change().transaction()).isEqualTo(rare);
        assertThat(taken().rows()).isOne();
    }

    @Test
    void partitions_are_passed_over_side_by_side() throws SQLException {
        fillALargeTable(
                "PARTITION BY RANGE (id); CREATE TABLE shop.low PARTITION OF shop.visit FOR VALUES FROM (0) TO (2000);"
                        + "CREATE TABLE shop.high PARTITION OF shop.visit FOR VALUES FROM (2000) TO (99999)");
        visit(1, 12_000);
        store.change("UPDATE shop.visit SET state = 'rare' WHERE id = 50000");
        visit(12_001, 24_000);

        assertThat(looksUntilTold()).isLessThanOrEqualTo(5);
    }

    @Test
    void a_value_that_nobody_wrote_since_the_table_is_recorded_is_learned_and_not_told() throws SQLException {
        store.engine.superuserSql("DELETE FROM tillback.known_value v USING tillback.known_column c"
                + " WHERE c.number = v.column_number AND c.column_name = 'kind'");
        for (int i = 0; i < 3; i++) {
            store.change("UPDATE shop.product SET at = now()");
        }
        store.look();

        assertThat(store.alerts()).isEmpty();
        assertThat(store.engine.number("SELECT count(*) FROM tillback.known_value v JOIN tillback.known_column c"
                        + " ON c.number = v.column_number WHERE c.column_name = 'kind'"))
                .isEqualTo(2);
    }
}
