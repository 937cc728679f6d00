package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tillback.apply.Restore;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A restore that only changes rows compares them as it writes them, while the store goes on. */
class ChangesAtOnceIT {
    private static final TableId PRODUCT = new TableId("shop", "product");

    private Engine engine;
    private Plan plan;

    @BeforeEach
    void damage_a_column() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product (id int PRIMARY KEY, price numeric, note text);
                INSERT INTO shop.product SELECT n, n, NULL FROM generate_series(1, 100) n;
                """);
        Manifest manifest = engine.takeSnapshot();
        engine.sql("UPDATE shop.product SET price = 0 WHERE id <= 50");
        plan = engine.plan(
                Requests.request(
                        manifest,
                        Requests.EXACTLY,
                        new RestoreScope(
                                PRODUCT,
                                new ColumnScope.Columns(java.util.List.of(new ColumnName("price"))),
                                new RowScope.AllRows())),
                manifest);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private CompletableFuture<Restore.Proof> applyInTheBackground() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return engine.apply(plan);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void awaitSomebodyWaitingForARow() {
        await().until(() -> engine.number("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND wait_event_type = 'Lock'")
                > 0);
    }

    @Test
    void a_row_that_the_store_was_editing_meanwhile_is_named_and_nothing_is_written() throws SQLException {
        try (Connection store = engine.database.getConnection();
                Statement statement = store.createStatement()) {
            store.setAutoCommit(false);
            statement.execute("UPDATE shop.product SET price = 7.77 WHERE id = 7");
            CompletableFuture<Restore.Proof> applied = applyInTheBackground();
            awaitSomebodyWaitingForARow();

            store.commit();

            assertThat(applied)
                    .failsWithin(java.time.Duration.ofSeconds(20))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOfSatisfying(
                            RestoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ROWS_MOVED))
                    .withMessageContaining("shop.product 7");
        }
        assertThat(engine.number("SELECT count(*) FROM shop.product WHERE price = 0"))
                .isEqualTo(49);
        assertThat(engine.texts("SELECT price FROM shop.product WHERE id = 7")).containsExactly("7.77");
    }

    @Test
    void an_edit_that_the_store_takes_back_does_not_stop_the_restore() throws SQLException {
        try (Connection store = engine.database.getConnection();
                Statement statement = store.createStatement()) {
            store.setAutoCommit(false);
            statement.execute("UPDATE shop.product SET price = 7.77 WHERE id = 7");
            CompletableFuture<Restore.Proof> applied = applyInTheBackground();
            awaitSomebodyWaitingForARow();

            store.rollback();

            assertThat(join(applied).rowsVerified()).isEqualTo(50);
        }
        assertThat(engine.number("SELECT count(*) FROM shop.product WHERE price = id"))
                .isEqualTo(100);
    }

    private static Restore.Proof join(CompletableFuture<Restore.Proof> applied) {
        try {
            return applied.join();
        } catch (CompletionException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void an_edit_of_a_column_outside_the_plan_is_kept() throws SQLException {
        engine.sql("UPDATE shop.product SET note = 'edited since' WHERE id = 7");

        assertThat(engine.apply(plan).rowsVerified()).isEqualTo(50);

        assertThat(engine.texts("SELECT price || ' ' || note FROM shop.product WHERE id = 7"))
                .containsExactly("7 edited since");
    }

    @Test
    void rows_outside_the_plan_can_be_written_until_the_very_commit() throws SQLException {
        LosesCommitReply transactions = LosesCommitReply.beforeTheCommit(engine.transactions(), work -> sell(60));

        assertThat(engine.apply(plan, transactions).rowsVerified()).isEqualTo(50);

        assertThat(engine.texts("SELECT price FROM shop.product WHERE id = 60")).containsExactly("61");
    }

    private void sell(int id) {
        try {
            engine.sql("SET lock_timeout = '2s'; UPDATE shop.product SET price = price + 1 WHERE id = " + id);
        } catch (SQLException e) {
            throw new AssertionError("The store had to wait", e);
        }
    }
}
