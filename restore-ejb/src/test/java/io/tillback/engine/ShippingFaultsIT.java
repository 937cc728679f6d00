package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.engine.FaultyNetwork.Fate;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.jdbc.JdbcRebuildTarget;
import io.tillback.jdbc.postgresql.PostgresCopy;
import io.tillback.model.Companion;
import io.tillback.model.Moment;
import io.tillback.model.Progress;
import io.tillback.model.TableId;
import io.tillback.running.RunningObjectStore;
import io.tillback.shipment.Rebuilder;
import io.tillback.shipment.Rebuilt;
import io.tillback.shipment.Shipment;
import io.tillback.shipment.ShipmentReader;
import io.tillback.snapshot.SnapshotReader;
import io.tillback.snapshot.SnapshotSource;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectStore;
import io.tillback.storage.s3.S3ObjectStore;
import io.tillback.storage.s3.S3Patience;
import io.tillback.storage.s3.S3Settings;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The journal is shipped over a bad line, by a store that will not keep still, and a database rebuilt over the same line. */
class ShippingFaultsIT {
    private static final S3Patience PATIENT = new S3Patience(Duration.ofSeconds(10), 4, Duration.ofMillis(10));

    private Engine lost;
    private Engine other;
    private Shipping shipping;
    private FaultyNetwork network;
    private S3ObjectStore line;

    @BeforeEach
    void record_a_store() throws SQLException, IOException {
        RunningObjectStore server = Surroundings.objects();
        System.setProperty("aws.accessKeyId", server.accessKey());
        System.setProperty("aws.secretAccessKey", server.secretKey());
        lost = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id int PRIMARY KEY, name text);
                CREATE TABLE shop.scratch (id int PRIMARY KEY);
                INSERT INTO shop.item SELECT n, md5(n::text) FROM generate_series(1, 3000) n;
                """);
        lost.record();
        shipping = Shipping.of(lost);
        shipping.ship();
        lost.takeSnapshot();
        other = Engine.on("CREATE SCHEMA shop");
        network = FaultyNetwork.before(server);
        line = new S3ObjectStore(
                new S3Settings(Optional.of(network.endpoint()), server.region(), server.bucket(), PATIENT));
    }

    @AfterEach
    void close() throws IOException {
        line.close();
        network.close();
        lost.close();
        other.close();
    }

    private Shipment ship(ObjectStore store) {
        return shipping.shipper(store).ship(Duration.ZERO).orElseThrow();
    }

    private void change(String name) throws SQLException {
        lost.sql("UPDATE shop.item SET name = name || '%s' WHERE id %% 3 = 0".formatted(name));
    }

    private void requireRebuilt(Shipment last) throws SQLException {
        Rebuilt rebuilt = shipping.rebuildIn(other);

        assertThat(rebuilt.reached()).isEqualTo(last.moment());
        assertThat(rows(other)).isEqualTo(rows(lost));
        assertThat(rebuilt.problems()).isEmpty();
    }

    private static List<String> rows(Engine engine) throws SQLException {
        return engine.texts("SELECT t::text FROM shop.item t ORDER BY id");
    }

    @Test
    void a_store_that_asks_to_slow_down_now_and_then_gets_the_shipment() throws SQLException {
        for (Fate fate : List.of(Fate.answer(503, "SlowDown"), Fate.cutAfter(0))) {
            AtomicInteger asked = new AtomicInteger();
            network.decide(request -> asked.getAndIncrement() % 2 == 0 ? fate : Fate.PASS);
            change("a");
            ship(line);
        }
        network.decide(request -> Fate.PASS);
        requireRebuilt(ship(line));
    }

    @Test
    void a_store_that_asks_to_slow_down_for_ever_is_told_and_gets_everything_later() throws SQLException {
        change("a");
        network.decide(request -> Fate.answer(503, "SlowDown"));

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> ship(line))
                .matches(e -> e.code() == ErrorCode.STORAGE_UNAVAILABLE);
        assertThat(shipping.log
                        .findStanding()
                        .orElseThrow()
                        .failure()
                        .orElseThrow()
                        .reason())
                .contains("answered 503 SlowDown");

        change("b");
        network.decide(request -> Fate.PASS);
        requireRebuilt(ship(line));
        assertThat(shipping.log.findStanding().orElseThrow().failure()).isEmpty();
    }

    @Test
    void a_manifest_whose_answer_is_lost_on_the_line_counts_once() throws SQLException {
        change("a");
        AtomicInteger manifests = new AtomicInteger();
        network.decide(
                request -> request.is("PUT") && request.concerns("manifest.json") && manifests.getAndIncrement() == 0
                        ? Fate.LOSE_ANSWER
                        : Fate.PASS);

        Shipment shipment = ship(line);

        assertThat(manifests.get()).isGreaterThan(1);
        change("b");
        Shipment last = ship(line);
        assertThat(last.previous()).contains(shipment.id());
        requireRebuilt(last);
    }

    @Test
    void a_table_that_is_emptied_again_and_again_does_not_keep_the_journal_from_being_shipped() throws SQLException {
        lost.sql("INSERT INTO shop.scratch SELECT generate_series(1, 100)");
        change("a");

        Shipment shipment = ship(new EmptiesWhileWritten(3));

        assertThat(shipment.tables())
                .extracting(Shipment.Table::id)
                .contains(new TableId("shop", "item"), new TableId("shop", "scratch"));
        requireRebuilt(ship(line));
        assertThat(shipping.sweeper().sweep()).hasSize(3);
    }

    /** Each time some of the table's records are copied, it is emptied and filled anew. */
    private final class EmptiesWhileWritten extends ObjectStoreDecorator {
        private int left;

        private EmptiesWhileWritten(int times) {
            super(lost.objects);
            this.left = times;
        }

        @Override
        void beforeAppearing(ObjectKey key) {
            if (key.value().contains("scratch") && key.value().contains("records") && left-- > 0) {
                try {
                    lost.sql("TRUNCATE shop.scratch; INSERT INTO shop.scratch SELECT generate_series(1, 50)");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    @Test
    void a_companion_that_is_forgotten_before_its_turn_comes_lets_the_shipment_begin_again() throws SQLException {
        change("a");
        lost.journal().beat();
        lost.sql("ALTER TABLE shop.item ADD COLUMN price int");
        lost.record();
        Moment after = lost.journal().beat();
        ship(line);
        try (SnapshotSource.View view = lost.source().open();
                SnapshotSource.Reader reader = view.openReader()) {
            Companion ended = view.findRecorded().get(0).companion();

            lost.segments().dropBefore(after);

            assertThatExceptionOfType(RestoreException.class)
                    .isThrownBy(() -> reader.hasRecords(ended, after))
                    .matches(e -> e.code() == ErrorCode.SCHEMA_CHANGED);
        }
    }

    @Test
    void a_database_is_rebuilt_over_a_line_that_breaks_all_the_time() throws SQLException {
        change("a");
        Shipment last = ship(line);
        AtomicInteger asked = new AtomicInteger();
        network.decide(request -> switch (asked.getAndIncrement() % 4) {
            case 0 -> Fate.answer(503, "SlowDown");
            case 2 -> Fate.cutAfter(300);
            default -> Fate.PASS;
        });

        Rebuilt rebuilt = new Rebuilder(
                        new SnapshotReader(line, lost.layout),
                        new ShipmentReader(line, shipping.layout),
                        new JdbcRebuildTarget(other.database, new PostgresDialect(), new PostgresCopy()))
                .rebuild(lost.sweeper().listFinished(), Rebuilder.NEWEST, Progress.NONE);

        assertThat(asked.get()).isGreaterThan(8);
        assertThat(rebuilt.reached()).isEqualTo(last.moment());
        assertThat(rows(other)).isEqualTo(rows(lost));
    }
}
