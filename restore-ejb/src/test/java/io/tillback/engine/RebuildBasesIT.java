package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.jdbc.JdbcRebuildTarget;
import io.tillback.jdbc.JdbcShippingLog;
import io.tillback.jdbc.postgresql.PostgresCopy;
import io.tillback.model.Progress;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.shipment.Rebuilder;
import io.tillback.shipment.Rebuilt;
import io.tillback.shipment.Shipment;
import io.tillback.shipment.Shipper;
import io.tillback.snapshot.Fence;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotReader;
import io.tillback.snapshot.SnapshotTaker;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectReader;
import io.tillback.storage.StorageClass;
import io.tillback.storage.s3.S3ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a rebuild begins with, and which shipments it takes for its own, when bucket and clocks are not as they should be. */
class RebuildBasesIT {
    private static final TableId ITEM = new TableId("shop", "item");
    private static final String SHOP = """
            CREATE SCHEMA shop;
            CREATE TABLE shop.item (id int PRIMARY KEY, name text);
            INSERT INTO shop.item SELECT n, 'i' || n FROM generate_series(1, 100) n;
            """;

    private Engine lost;
    private Engine other;
    private Shipping shipping;

    @BeforeEach
    void record_a_store() throws SQLException {
        lost = Engine.on(SHOP);
        lost.record();
        shipping = Shipping.of(lost);
        other = Engine.on("CREATE SCHEMA shop");
    }

    @AfterEach
    void close() {
        lost.close();
        other.close();
    }

    private List<String> items(Engine engine) throws SQLException {
        return engine.texts("SELECT t::text FROM shop.item t ORDER BY 1");
    }

    private Shipment shipChange(String name) throws SQLException {
        lost.sql(
                "UPDATE shop.item SET name = '%s' WHERE id %% 7 = 1; DELETE FROM shop.item WHERE id = (SELECT max(id) FROM shop.item)"
                        .formatted(name));
        return shipping.ship();
    }

    private static void damage(Manifest manifest) throws IOException {
        Manifest.Part part = manifest.findTable(ITEM).orElseThrow().parts().get(0);
        Path file = Surroundings.fileOf(new ObjectKey(part.data().key()));
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 5] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void a_damaged_snapshot_is_passed_by_for_the_one_before_it() throws Exception {
        shipping.ship();
        Manifest older = lost.takeSnapshot();
        shipChange("between");
        Manifest newer = lost.takeSnapshot();
        Shipment last = shipChange("after");
        damage(newer);

        Rebuilt rebuilt = shipping.rebuildIn(other);

        assertThat(items(other)).isEqualTo(items(lost));
        assertThat(rebuilt.snapshot()).isEqualTo(older.id());
        assertThat(rebuilt.reached()).isEqualTo(last.moment());
        assertThat(rebuilt.problems())
                .singleElement()
                .asString()
                .startsWith("Snapshot " + newer.id() + " was passed by: Cannot read ")
                .contains("the chunk at offset ");
    }

    @Test
    void where_no_older_one_helps_both_reasons_are_told() throws Exception {
        lost.takeSnapshot();
        lost.journal().stop("a test");
        lost.record();
        shipping.ship();
        Manifest newer = lost.takeSnapshot();
        shipChange("after");
        damage(newer);

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> shipping.rebuildIn(other))
                .matches(e -> e.code() == ErrorCode.SHIPMENT_MISSING)
                .withMessageContaining("it is the first of its chain")
                .withMessageContaining("Snapshot " + newer.id() + " was passed by");
        assertThat(other.tables()).isEmpty();
    }

    @Test
    void a_snapshot_that_lies_cold_is_passed_by_and_where_there_is_no_other_it_is_to_be_thawed() throws SQLException {
        ColdStorage cold = new ColdStorage();
        try (S3ObjectStore objects = Engine.connect(Surroundings.objects(), cold)) {
            shipping.ship();
            lost.taker(objects).take(monthly(), Progress.NONE);
            assertThatExceptionOfType(RestoreException.class)
                    .isThrownBy(() -> rebuildFrom(objects))
                    .matches(e ->
                            e.code() == ErrorCode.SNAPSHOT_UNKNOWN && e.hint().startsWith("Thaw"))
                    .withMessageContaining(
                            "no full snapshot from before lies in the bucket that can be read. Snapshot ")
                    .withMessageContaining("must be thawed first");

            Manifest daily = lost.takeSnapshot();
            shipChange("between");
            SnapshotTaker.Order newest = monthly();
            lost.taker(objects).take(newest, Progress.NONE);
            Shipment last = shipChange("after");

            Rebuilt rebuilt = rebuildFrom(objects);

            assertThat(rebuilt.snapshot()).isEqualTo(daily.id());
            assertThat(rebuilt.reached()).isEqualTo(last.moment());
            assertThat(items(other)).isEqualTo(items(lost));
            assertThat(rebuilt.problems()).singleElement().asString().startsWith("Snapshot " + newest.id());
        }
    }

    private SnapshotTaker.Order monthly() {
        return new SnapshotTaker.Order(lost.nextSnapshotId(), Tier.MONTHLY, StorageClass.DEEP_ARCHIVE, Fence.NONE);
    }

    private Rebuilt rebuildFrom(ObjectReader objects) {
        return new Rebuilder(
                        new SnapshotReader(objects, lost.layout),
                        shipping.reader(),
                        new JdbcRebuildTarget(other.database, new PostgresDialect(), new PostgresCopy()))
                .rebuild(lost.sweeper().listFinished(), Rebuilder.NEWEST, Progress.NONE);
    }

    @Test
    void shipments_of_another_database_of_the_same_name_are_left_alone_and_told() throws SQLException {
        Engine copy = Engine.on(SHOP);
        try {
            shipping.ship();
            lost.takeSnapshot();
            Shipment own = shipChange("own");
            copy.record();
            JdbcShippingLog log = new JdbcShippingLog(copy.database, new PostgresDialect());
            log.switchOn();
            Shipper stranger = new Shipper(
                    copy.source(),
                    copy.journal(),
                    log,
                    lost.objects,
                    new Shipper.Naming(shipping.layout, "store", () -> "stranger"),
                    Clock.systemUTC());
            copy.sql("UPDATE shop.item SET name = 'a stranger''s'");
            Shipment strange = stranger.ship(Duration.ZERO).orElseThrow();

            Rebuilt rebuilt = shipping.rebuildIn(other);

            assertThat(items(other)).isEqualTo(items(lost));
            assertThat(rebuilt.reached()).isEqualTo(own.moment());
            assertThat(rebuilt.problems())
                    .singleElement()
                    .asString()
                    .startsWith("1 shipments since the snapshot, the last of them " + strange.id()
                            + ", are of another database (" + strange.incarnation() + ")");
        } finally {
            copy.close();
        }
    }

    /** As if it had been shipped by a clock an hour behind. */
    private Shipment shipAnHourBehind(String name) throws Exception {
        Shipment shipment = shipChange(name);
        Path manifest = Surroundings.fileOf(shipping.layout.manifest(shipment.id()));
        Instant there = shipment.moment().takenAt();
        Files.writeString(
                manifest,
                Files.readString(manifest)
                        .replace(there.toString(), anHourBefore(there).toString()));
        lost.superuserSql("UPDATE tillback.shipping SET taken_at = taken_at - interval '1 hour'");
        return shipping.reader().findManifest(shipment.id()).orElseThrow();
    }

    private static Instant anHourBefore(Instant instant) {
        return instant.minus(Duration.ofHours(1));
    }

    @Test
    void what_was_shipped_after_the_clock_was_set_back_is_the_newest() throws Exception {
        shipping.ship();
        lost.takeSnapshot();
        shipChange("before");
        shipAnHourBehind("after");
        Shipment last = shipAnHourBehind("last");

        Rebuilt rebuilt = shipping.rebuildIn(other);

        assertThat(last.from().takenAt()).isBefore(anHourBefore(Instant.now()));
        assertThat(rebuilt.reached()).isEqualTo(last.moment());
        assertThat(items(other)).isEqualTo(items(lost));
        assertThat(rebuilt.problems()).isEmpty();
    }

    @Test
    void a_snapshot_from_before_the_clock_was_set_back_is_followed_by_what_was_shipped_after() throws Exception {
        shipping.ship();
        lost.takeSnapshot();
        Shipment last = shipAnHourBehind("after");

        Rebuilt rebuilt = shipping.rebuildIn(other);

        assertThat(rebuilt.reached()).isEqualTo(last.moment());
        assertThat(items(other)).isEqualTo(items(lost));
    }

    @Test
    void a_server_whose_clock_is_behind_does_not_purge_what_the_newest_snapshot_needs() throws SQLException {
        AtomicInteger number = new AtomicInteger(1000);
        Shipper behind = new Shipper(
                lost.source(),
                lost.journal(),
                shipping.log,
                lost.objects,
                new Shipper.Naming(shipping.layout, "store", () -> "behind" + number.incrementAndGet()),
                Clock.offset(Clock.systemUTC(), Duration.ofHours(-1)));
        Shipment first = behind.ship(Duration.ZERO).orElseThrow();
        Shipment second = behind.ship(Duration.ZERO).orElseThrow();
        Manifest snapshot = lost.takeSnapshot();
        lost.sql("UPDATE shop.item SET name = 'needed'");
        Shipment third = behind.ship(Duration.ZERO).orElseThrow();
        Shipment fourth = behind.ship(Duration.ZERO).orElseThrow();

        int removed = shipping.sweeper()
                .purge(Instant.now(), Optional.of(snapshot.moment().takenAt()));

        assertThat(shipping.reader().listFolders())
                .containsExactly(third.id(), fourth.id())
                .doesNotContain(first.id(), second.id());
        assertThat(removed).isEqualTo(2);
        shipping.rebuildIn(other);
        assertThat(items(other)).isEqualTo(items(lost));
    }
}
