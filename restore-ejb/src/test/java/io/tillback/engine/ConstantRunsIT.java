package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.AlertCause.TurnedConstant;
import io.tillback.model.Progress;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.TableId;
import io.tillback.notice.Alert;
import io.tillback.plan.Plan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which columns are told that many small transactions left constant. */
class ConstantRunsIT {
    private static final String USD = "UPDATE shop.price SET currency = 'USD' WHERE product_id = %d";
    private static final String EUR = "UPDATE shop.price SET currency = 'EUR' WHERE product_id = %d";

    private WatchedStore store;

    @BeforeEach
    void record_a_store_that_trades() throws SQLException {
        store = WatchedStore.open();
        for (int i = 1; i <= 30; i++) {
            store.change((i % 2 == 0 ? USD : EUR).formatted(2000 + i));
            store.change("UPDATE shop.product SET file_name = 'edited-%1$d.zip' WHERE id = %1$d".formatted(2001 + i));
        }
        store.look();
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** Rows with the other currency, each of another seller than the one before, one transaction each. */
    private long write(String sql, IntStream rows) throws SQLException {
        long first = 0;
        for (int row : rows.toArray()) {
            long transaction = store.change(sql.formatted(row));
            first = first == 0 ? transaction : first;
        }
        return first;
    }

    private TurnedConstant constant() {
        return (TurnedConstant) store.only().cause();
    }

    @Test
    void a_known_value_that_many_transactions_write_one_row_at_a_time_is_told_once_with_the_first_of_them()
            throws SQLException {
        long first = write(EUR, IntStream.iterate(1, i -> i + 2).limit(60));
        store.look();
        assertThat(store.alerts()).isEmpty();
        write(EUR, IntStream.iterate(121, i -> i + 2).limit(60));
        store.look();
        write(EUR, IntStream.iterate(241, i -> i + 2).limit(60));
        store.look();

        assertThat(constant().column().value()).isEqualTo("currency");
        assertThat(constant().value()).contains("EUR");
        assertThat(constant().change().transaction()).isEqualTo(first);
        assertThat(constant().run().orElseThrow().rows()).isEqualTo(120);
        Alert alert = store.only();
        assertThat(alert.headline())
                .isEqualTo("All transactions since " + alert.since()
                        + " left shop.price.currency the same in rows of 10 sellers or more");
        assertThat(alert.meaning())
                .startsWith("120 transactions from " + alert.since()
                        + " on wrote nothing but 'EUR' to the column, of 120"
                        + " rows, when it was noticed; usually values differ far sooner. The first is " + first);
        assertThat(alert.page())
                .isEqualTo("changes.xhtml?table=4.shop.price&column=currency&after=IS&value=EUR&from=" + alert.since());
    }

    @Test
    void its_plan_gives_the_rows_that_still_have_the_value_what_they_had_before() throws SQLException {
        store.engine.journal().beat();
        write("UPDATE shop.product SET file_name = 'sample.zip', kind = 'pack' WHERE id = %d", IntStream.range(1, 150));
        store.look();
        store.change("UPDATE shop.product SET file_name = 'mended.zip' WHERE id = 7");

        TurnedConstant constant = store.alerts().stream()
                .map(Alert::cause)
                .filter(TurnedConstant.class::isInstance)
                .map(TurnedConstant.class::cast)
                .filter(one -> one.column().value().equals("file_name"))
                .findFirst()
                .orElseThrow();
        Plan plan = store.engine.kept(store.engine
                .journalPlanner()
                .plan(
                        store.engine.nextPlanId(),
                        constant.findPlan().orElseThrow(),
                        new RestoreTarget.AtInstant(constant.run().orElseThrow().since()),
                        Progress.NONE));
        store.engine.apply(plan);

        assertThat(store.engine.number("SELECT count(*) FROM shop.product WHERE file_name = 'file-' || id || '.zip'"
                        + " AND id < 150 AND kind = 'pack'"))
                .isEqualTo(148);
        assertThat(store.engine.texts("SELECT file_name FROM shop.product WHERE id = 7"))
                .containsExactly("mended.zip");
    }

    @Test
    void updates_that_leave_a_value_as_it_was_do_not_count_and_rows_that_come_with_it_do() throws SQLException {
        write(
                "UPDATE shop.price SET amount = amount + 1, currency = 'USD' WHERE product_id = %d",
                IntStream.iterate(1, i -> i + 2).limit(150));
        store.look();
        assertThat(store.alerts()).isEmpty();

        for (int i = 0; i < 150; i++) {
            store.change("INSERT INTO shop.product VALUES (%d, %d, 'new.zip', 'font', now())"
                    .formatted(10_000 + i, 1 + i % 300));
        }
        store.look();
        assertThat(store.told()).hasSize(1).allMatch(told -> told.contains("shop.product.file_name"));
    }

    @Test
    void rows_of_few_sellers_are_not_told() throws SQLException {
        write(
                "UPDATE shop.product SET file_name = 'mine.zip' WHERE id = (SELECT id FROM shop.product"
                        + " WHERE seller_id <= 9 AND file_name <> 'mine.zip' LIMIT 1) AND %d > 0",
                IntStream.rangeClosed(1, 90));
        for (int i = 0; i < 60; i++) {
            store.change("INSERT INTO shop.product VALUES (%d, %d, 'mine.zip', 'font', now())"
                    .formatted(10_000 + i, 1 + i % 9));
        }
        store.look();

        assertThat(store.alerts()).isEmpty();
    }

    @Test
    void a_column_that_usual_traffic_writes_one_value_to_is_not_told() throws SQLException {
        for (int round = 0; round < 3; round++) {
            int from = 10_000 + 200 * round;
            for (int i = 0; i < 150; i++) {
                store.change("INSERT INTO shop.product VALUES (%1$d, %2$d, 'n-%1$d.zip', 'font', now())"
                        .formatted(from + i, 1 + i % 300));
            }
            store.look();
        }

        assertThat(store.alerts()).isEmpty();
    }

    @Test
    void a_run_that_is_not_far_longer_than_one_that_was_usual_is_not_told() throws SQLException {
        write(EUR, IntStream.iterate(1, i -> i + 2).limit(90));
        write(USD, IntStream.of(2));
        store.look();
        write(EUR, IntStream.iterate(201, i -> i + 2).limit(200));
        store.look();

        assertThat(store.alerts()).isEmpty();
    }

    @Test
    void while_a_table_is_learned_nothing_is_told() throws SQLException {
        write(EUR, IntStream.iterate(1, i -> i + 2).limit(150));
        store.look(WatchedStore.LEARNING);

        assertThat(store.alerts()).isEmpty();
    }

    @Test
    void another_value_in_between_ends_a_run() throws SQLException {
        write(EUR, IntStream.iterate(1, i -> i + 2).limit(70));
        store.look();
        write(USD, IntStream.of(1));
        write(EUR, IntStream.iterate(201, i -> i + 2).limit(70));
        store.look();

        assertThat(store.alerts()).isEmpty();
    }

    @Test
    void a_bulk_edit_is_no_long_run() throws SQLException {
        store.change(
                "UPDATE shop.price SET currency = 'USD' WHERE product_id BETWEEN 2500 AND 2560 AND currency = 'EUR'");
        store.change(
                "UPDATE shop.price SET currency = 'USD' WHERE product_id BETWEEN 2600 AND 2660 AND currency = 'EUR'");
        store.look();
        write(EUR, IntStream.iterate(1, i -> i + 2).limit(120));
        store.look();

        assertThat(constant().run().orElseThrow().transactions()).isEqualTo(120);
    }

    @Test
    void rows_that_a_restore_wrote_do_not_count() throws SQLException {
        List<Long> damage = new ArrayList<>();
        for (int i = 1; i < 300; i += 2) {
            damage.add(store.change(
                    "UPDATE shop.price SET currency = (ARRAY['EUR', 'GBP'])[1 + %1$d %% 4 / 2] WHERE product_id = %1$d"
                            .formatted(i)));
        }
        store.look();
        int told = store.alerts().size();
        RestoreTarget.WithoutTransactions target = new RestoreTarget.WithoutTransactions(damage);
        RestoreRequest request = new RestoreRequest(
                target, List.of(RestoreScope.wholeTable(new TableId("shop", "price"))), RestorePolicy.bringBack());
        store.engine.apply(store.engine.kept(
                store.engine.journalPlanner().plan(store.engine.nextPlanId(), request, target, Progress.NONE)));
        List<String> before = runs();
        store.look();

        assertThat(store.engine.number("SELECT count(*) FROM shop.price WHERE currency = 'GBP'"))
                .isZero();
        assertThat(store.alerts()).hasSize(told);
        assertThat(runs()).isEqualTo(before);
    }

    private List<String> runs() throws SQLException {
        return store.engine.texts("SELECT runs FROM tillback.column_runs WHERE table_name = 'price'");
    }
}
