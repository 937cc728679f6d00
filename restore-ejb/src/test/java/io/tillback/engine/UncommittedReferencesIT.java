package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The store begins to refer to a row of the plan and commits while the restore is on its way. */
class UncommittedReferencesIT {
    private static final TableId PARENT = new TableId("public", "parent");

    /** By then a restore that waits for the store's row, rather than step back, has been seen to. */
    private static final Duration ENOUGH = Duration.ofMillis(4000);

    private Engine engine;

    @BeforeEach
    void open() throws SQLException {
        engine = Engine.empty();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Plan planAfter(String damage, String tables) throws SQLException {
        engine.sql(tables);
        Manifest manifest = engine.takeSnapshot();
        engine.sql(damage);
        Plan plan = engine.plan(Requests.wholeTables(manifest, PARENT), manifest);
        assertThat(plan.blockers()).isEmpty();
        return plan;
    }

    /** Commits while somebody waits for a lock, in one of the attempts that wait long enough to be met. */
    private CompletableFuture<Object> applyWhileTheStoreInserts(Plan plan, String insert) throws SQLException {
        try (Connection store = engine.store.getConnection();
                Statement statement = store.createStatement()) {
            store.setAutoCommit(false);
            statement.execute(insert);
            CompletableFuture<Object> applied = CompletableFuture.supplyAsync(() -> apply(plan));
            Instant latest = Instant.now().plus(ENOUGH);
            await().pollInterval(Duration.ofMillis(5))
                    .until(() -> somebodyWaits() || Instant.now().isAfter(latest));
            store.commit();
            return applied;
        }
    }

    private boolean somebodyWaits() throws SQLException {
        return engine.number("""
                SELECT count(*)
                FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                  AND clock_timestamp() - query_start > interval '20 ms'
                """) > 0;
    }

    private Object apply(Plan plan) {
        try {
            return engine.apply(plan, engine.transactions(Duration.ofSeconds(30)));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertBlocked(CompletableFuture<Object> applied, String fact) throws SQLException {
        assertThat(applied)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        RestoreException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PLAN_BLOCKED))
                .withMessageContaining(fact);
    }

    private void assertChildStays(String child) throws SQLException {
        assertThat(engine.texts("SELECT c::text FROM child c")).containsExactly(child);
    }

    @Test
    void a_row_that_refers_to_one_that_is_replaced_is_not_cascaded_away() throws SQLException {
        Plan plan = planAfter("""
                UPDATE parent SET place = 3 WHERE id = 1;
                UPDATE parent SET place = 1 WHERE id = 2;
                UPDATE parent SET place = 2 WHERE id = 1
                """, """
                CREATE TABLE parent (id int PRIMARY KEY, place int UNIQUE);
                CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent ON DELETE CASCADE);
                INSERT INTO parent VALUES (1, 1), (2, 2);
                """);

        var applied = applyWhileTheStoreInserts(plan, "INSERT INTO child VALUES (1, 1)");

        assertBlocked(applied, "1 rows of public.child refer to them by child_parent_fkey, whose action would fire");
        assertChildStays("(1,1)");
    }

    @Test
    void a_row_that_refers_to_one_without_a_key_is_not_cascaded_away() throws SQLException {
        Plan plan = planAfter("INSERT INTO parent VALUES (9)", """
                CREATE TABLE parent (code int UNIQUE);
                CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent (code) ON DELETE CASCADE);
                INSERT INTO parent VALUES (1);
                """);

        var applied = applyWhileTheStoreInserts(plan, "INSERT INTO child VALUES (1, 9)");

        assertBlocked(applied, "1 rows of public.child refer to rows it would remove");
        assertChildStays("(1,9)");
    }

    @Test
    void a_row_that_refers_to_a_value_that_is_set_back_is_not_changed_along() throws SQLException {
        Plan plan = planAfter("UPDATE parent SET code = 9", """
                CREATE TABLE parent (id int PRIMARY KEY, code int UNIQUE);
                CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent (code) ON UPDATE CASCADE);
                INSERT INTO parent VALUES (1, 1);
                """);

        var applied = applyWhileTheStoreInserts(plan, "INSERT INTO child VALUES (1, 9)");

        assertBlocked(applied, "1 rows of public.child refer to rows it would remove");
        assertChildStays("(1,9)");
    }

    @Test
    void the_store_may_go_on_referring_to_rows_that_only_change_elsewhere() throws SQLException {
        Plan plan = planAfter("UPDATE parent SET code = 9, name = 'damaged'", """
                CREATE TABLE parent (id int PRIMARY KEY, code int UNIQUE, name text);
                CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent);
                CREATE TABLE other (id int PRIMARY KEY, code int REFERENCES parent (code));
                INSERT INTO parent VALUES (1, 9, 'p1');
                """);

        var applied = applyWhileTheStoreInserts(plan, "INSERT INTO child VALUES (1, 1)");

        assertThat(applied).succeedsWithin(Duration.ofSeconds(30));
        assertChildStays("(1,1)");
    }
}
