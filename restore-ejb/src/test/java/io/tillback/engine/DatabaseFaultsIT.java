package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Progress;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** A database that is full, busy or in somebody else's hands says so, and keeps nothing of ours. */
class DatabaseFaultsIT {
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final int ROWS = 40_000;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Engine engine;
    private Manifest manifest;

    @BeforeEach
    void damage_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product (id int PRIMARY KEY, name text);
                INSERT INTO shop.product SELECT n, 'product ' || repeat(md5(n::text), 4) FROM generate_series(1, 40000) n;
                """);
        manifest = engine.takeSnapshot();
        engine.sql("UPDATE shop.product SET name = 'damaged'");
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        engine.close();
    }

    private Plan plan() throws SQLException {
        return engine.plan(Requests.wholeTables(manifest, PRODUCT), manifest);
    }

    private static RestoreException assertFails(ErrorCode code, String fact, ThrowingCallable work) {
        RestoreException failure = catchThrowableOfType(RestoreException.class, work);
        assertThat(failure).isNotNull();
        assertThat(failure.code()).as(failure.fact()).isEqualTo(code);
        assertThat(failure).hasMessageStartingWith("Cannot ").hasMessageContaining(fact);
        return failure;
    }

    private void assertNothingStaged() throws SQLException {
        assertThat(engine.texts("""
                        SELECT relname FROM pg_class
                        WHERE relnamespace = 'tillback'::regnamespace AND relkind = 'r' AND relname ~ '^(stage|raw|keys|plan)_'
                        """)).isEmpty();
    }

    @Test
    void a_disk_that_is_full_while_rows_are_staged_is_named_and_nothing_stays(@TempDir Path directory)
            throws Exception {
        try (TinyDisk disk = TinyDisk.mount(directory, "3m")) {
            engine.newTablesOn(disk.directory());

            RestoreException failure = assertFails(ErrorCode.DATABASE_FULL, "No space left on device", this::plan);

            assertThat(failure.hint()).contains("Make room");
            assertNothingStaged();
            engine.newTablesOnTheUsualDisk();
        }
        assertThat(engine.apply(plan()).rowsVerified()).isEqualTo(ROWS);
    }

    @Test
    void a_disk_that_is_full_while_rows_are_compared_is_named_and_nothing_stays(@TempDir Path directory)
            throws Exception {
        try (TinyDisk disk = TinyDisk.mount(directory, "12m")) {
            engine.newTablesOn(disk.directory());

            assertFails(ErrorCode.DATABASE_FULL, "No space left on device", this::plan);

            assertNothingStaged();
            engine.newTablesOnTheUsualDisk();
        }
    }

    @Test
    void a_database_without_room_for_more_locks_is_named_and_nothing_stays() throws SQLException {
        try (Connection greedy = engine.database.getConnection();
                Statement statement = greedy.createStatement()) {
            RestoreException failure;
            try {
                assertThat(takeEveryLock(statement)).contains("out of shared memory");
                failure = assertFails(ErrorCode.DATABASE_EXHAUSTED, "out of shared memory", this::plan);
            } finally {
                statement.execute("SELECT pg_advisory_unlock_all()");
            }
            assertThat(failure.hint()).contains("max_locks_per_transaction");
        }
        assertNothingStaged();
        assertThat(engine.apply(plan()).rowsVerified()).isEqualTo(ROWS);
    }

    private static String takeEveryLock(Statement statement) {
        SQLException full = catchThrowableOfType(
                SQLException.class,
                () -> statement.execute("SELECT pg_advisory_lock(n) FROM generate_series(1, 1000000) n"));
        return String.valueOf(full.getMessage());
    }

    @Test
    void a_database_whose_connections_are_all_taken_is_unavailable() throws SQLException {
        engine.superuserSql(
                "DROP ROLE IF EXISTS nobody_gets_in; CREATE ROLE nobody_gets_in LOGIN PASSWORD 'x' CONNECTION LIMIT 0");
        PGSimpleDataSource full = new PGSimpleDataSource();
        full.setUrl(((PGSimpleDataSource) engine.database).getURL());
        full.setUser("nobody_gets_in");
        full.setPassword("x");
        try (Engine refused = engine.through(full)) {
            RestoreException failure = assertFails(
                    ErrorCode.DATABASE_UNAVAILABLE, "too many connections", () -> refused.taker(engine.objects)
                            .take(engine.nextSnapshotId(), Tier.MANUAL, Progress.NONE));

            assertThat(failure.hint()).contains("max_connections");
        }
    }

    @Test
    void a_snapshot_that_somebody_cancels_in_the_database_says_so() throws Exception {
        try (Connection store = locking("LOCK TABLE shop.product IN ACCESS EXCLUSIVE MODE")) {
            Future<Manifest> snapshot = threads.submit(() -> engine.takeSnapshot());
            cancelUntilEnded(snapshot);

            assertFails(ErrorCode.STATEMENT_CANCELLED, "canceling statement due to user request", get(snapshot));
            store.rollback();
        }
        assertThat(engine.verify(engine.takeSnapshot()).problems()).isEmpty();
    }

    @Test
    void an_apply_that_somebody_cancels_in_the_database_wrote_nothing() throws Exception {
        Plan plan = plan();
        try (Connection store = locking("LOCK TABLE shop.product IN EXCLUSIVE MODE")) {
            Future<Object> apply = threads.submit(() -> engine.apply(plan));
            cancelUntilEnded(apply);

            assertFails(ErrorCode.STATEMENT_CANCELLED, "canceling statement due to user request", get(apply));
            store.rollback();
        }
        assertThat(engine.number("SELECT count(*) FROM shop.product WHERE name = 'damaged'"))
                .isEqualTo(ROWS);
        assertThat(engine.apply(plan).rowsVerified()).isEqualTo(ROWS);
    }

    private Connection locking(String statement) throws SQLException {
        Connection store = engine.store.getConnection();
        store.setAutoCommit(false);
        try (Statement lock = store.createStatement()) {
            lock.execute(statement);
        }
        return store;
    }

    private static ThrowingCallable get(Future<?> future) {
        return () -> {
            try {
                future.get();
            } catch (ExecutionException e) {
                throw e.getCause();
            }
        };
    }

    /** A cancellation that comes as the wait runs out anyway is lost. */
    private void cancelUntilEnded(Future<?> waiting) {
        Awaitility.await().until(() -> {
            engine.texts("""
                    SELECT pg_cancel_backend(pid)
                    FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock'
                    """);
            return waiting.isDone();
        });
    }

    /** The store waits for us before we wait for it: left to itself, the database would end the store's transaction. */
    @Test
    void a_deadlock_with_the_store_never_costs_the_store_its_transaction() throws Exception {
        Plan plan = plan();
        try (Connection store = locking("UPDATE shop.product SET name = 'sold' WHERE id = 30000");
                Connection other = locking("SELECT FROM shop.product WHERE id = 20000 FOR UPDATE")) {
            Future<Object> apply = threads.submit(() -> engine.apply(plan));
            awaitSomebodyHeldUp();
            Future<Object> sale = threads.submit(() -> {
                try (Statement statement = store.createStatement()) {
                    statement.execute("UPDATE shop.product SET name = 'sold' WHERE id = 1");
                }
                return null;
            });
            other.rollback();

            sale.get();
            store.commit();

            RestoreException failure = assertFails(ErrorCode.ROWS_MOVED, "shop.product 1, ", get(apply));
            assertThat(failure).hasMessageContaining("shop.product 30000");
        }
        assertThat(engine.number("SELECT count(*) FROM shop.product WHERE name = 'sold'"))
                .isEqualTo(2);
    }

    private void awaitSomebodyHeldUp() {
        Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> engine.number("""
                        SELECT count(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND (wait_event_type = 'Lock' OR wait_event = 'PgSleep')
                        """) > 0);
    }

    @Test
    void of_two_who_apply_a_plan_at_once_one_does() throws Exception {
        Plan plan = plan();
        CyclicBarrier start = new CyclicBarrier(2);
        Callable<Optional<ErrorCode>> apply = () -> {
            start.await();
            try {
                engine.apply(plan);
                return Optional.empty();
            } catch (RestoreException e) {
                return Optional.of(e.code());
            }
        };

        List<Future<Optional<ErrorCode>>> both = threads.invokeAll(List.of(apply, apply));

        List<Optional<ErrorCode>> ends =
                Stream.of(both.get(0).get(), both.get(1).get()).toList();
        assertThat(ends).containsExactlyInAnyOrder(Optional.empty(), Optional.of(ErrorCode.PLAN_ALREADY_APPLIED));
        assertThat(engine.number("SELECT count(*) FROM tillback.notice")).isEqualTo(1);
    }
}
