package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.jdbc.JdbcOutbox;
import io.tillback.model.Progress;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.notice.Outbox;
import io.tillback.notice.Outbox.Attempt;
import io.tillback.notice.Receiver;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotSettler;
import io.tillback.snapshot.SnapshotTaker;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server's or the database's clock is set back, by a mistake of an hour or of a year. */
class ClockSetBackIT {
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final Duration YEAR = Duration.ofDays(365);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Engine engine;

    @BeforeEach
    void open_a_shop() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product (id int PRIMARY KEY, name text);
                INSERT INTO shop.product SELECT n, 'product ' || n FROM generate_series(1, 1000) n;
                """);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "P365D"})
    void a_snapshot_during_which_the_clock_is_set_back_is_whole_and_can_be_restored(Duration by) throws SQLException {
        SnapshotTaker taker = new SnapshotTaker(
                engine.source(),
                engine.objects,
                engine.layout,
                "shop",
                engine.smallPieces(),
                threads,
                new SetBackClock(by));

        Manifest manifest = taker.take(engine.nextSnapshotId(), Tier.MANUAL, Progress.NONE);

        assertThat(engine.verify(manifest).problems()).isEmpty();
        engine.sql("UPDATE shop.product SET name = 'damaged'");
        assertThat(engine.apply(engine.plan(Requests.wholeTables(manifest, PRODUCT), manifest))
                        .rowsVerified())
                .isEqualTo(1000);
    }

    @Test
    void a_sweep_by_a_clock_that_was_set_back_takes_nothing_that_is_kept() {
        Manifest manifest = engine.takeSnapshot();
        SnapshotId givenUp = engine.nextSnapshotId();
        new SnapshotSettler(engine.objects, engine.layout).settle(Tier.MANUAL, givenUp);

        assertThat(engine.sweeper().sweep(Set::of, Instant.now().minus(YEAR))).isEmpty();

        assertThat(engine.sweeper().listFinished()).containsOnlyKeys(manifest.id());
        assertThat(new SnapshotSettler(engine.objects, engine.layout).settle(Tier.MANUAL, givenUp))
                .as("still given up")
                .isEmpty();
    }

    @Test
    void a_notice_that_was_put_off_before_the_clock_was_set_back_is_delivered() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("UPDATE shop.product SET name = 'damaged' WHERE id = 1");
        Plan plan = engine.plan(Requests.wholeTables(manifest, PRODUCT), manifest);
        engine.apply(plan);
        Outbox outbox = new JdbcOutbox(engine.database);
        Receiver stores = Receiver.storesIn("this server");
        outbox.gatherForStores(stores, Instant.now());
        Attempt attempt = outbox.findDue(stores).orElseThrow();
        outbox.markFailed(attempt, "nobody listens");
        assertThat(outbox.findDue(stores)).as("put off for a moment").isEmpty();

        engine.superuserSql(
                "UPDATE tillback.notice_delivery SET next_attempt_at = next_attempt_at + interval '1 year'");

        assertThat(outbox.findDue(stores).orElseThrow().notice()).isEqualTo(attempt.notice());
    }
}
