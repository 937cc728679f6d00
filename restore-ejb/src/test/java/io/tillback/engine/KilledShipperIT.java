package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.Json;
import io.tillback.model.ShipmentId;
import io.tillback.running.RunningObjectStore;
import io.tillback.shipment.Rebuilt;
import io.tillback.shipment.Shipment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A process that ships while the store works is killed at random, again and again: what was shipped is a chain without a
 * hole, and the database that it makes is the one that was. {@code -Dtillback.seed} repeats a run.
 */
class KilledShipperIT {
    private static final Logger LOG = Logger.getLogger(KilledShipperIT.class.getName());
    private static final int KILLS = Integer.getInteger("tillback.shipperKills", 5);
    private static final long SEED = Long.getLong("tillback.seed", System.nanoTime());

    private final Random random = new Random(SEED);
    private Engine lost;
    private Engine other;
    private Shipping shipping;

    @BeforeEach
    void record_a_store() throws SQLException {
        LOG.info(() -> "-Dtillback.seed=" + SEED);
        lost = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id serial PRIMARY KEY, name text);
                INSERT INTO shop.item (name) SELECT 'i' || n FROM generate_series(1, 5000) n;
                """);
        lost.record();
        shipping = Shipping.of(lost);
        other = Engine.on("CREATE SCHEMA shop");
    }

    @AfterEach
    void close() {
        lost.close();
        other.close();
    }

    @Test
    void whenever_it_is_killed_the_chain_has_no_hole_and_the_database_can_be_rebuilt() throws Exception {
        shipping.ship();
        lost.takeSnapshot();
        List<String> shipped = new ArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> store = CompletableFuture.runAsync(() -> work(over));
        try {
            for (int kill = 0; kill < KILLS; kill++) {
                shipped.addAll(shipUntilKilled());
            }
        } finally {
            over.set(true);
            store.join();
        }
        List<ShipmentId> swept = shipping.sweeper().sweep();
        Shipment last = shipping.ship();

        Rebuilt rebuilt = shipping.rebuildIn(other);

        LOG.info(() -> shipped.size() + " shipments, " + swept.size() + " swept");
        assertThat(shipped).hasSizeGreaterThan(KILLS);
        assertThat(shipping.reader().listFolders())
                .extracting(ShipmentId::value)
                .containsAll(shipped);
        assertThat(rebuilt.reached()).isEqualTo(last.moment());
        assertThat(rebuilt.problems()).isEmpty();
        assertThat(rows(other)).isEqualTo(rows(lost));
        other.sql("INSERT INTO shop.item (name) VALUES ('next')");
    }

    private static List<String> rows(Engine engine) throws SQLException {
        return engine.texts("SELECT t::text FROM shop.item t ORDER BY id");
    }

    private void work(AtomicBoolean over) {
        try {
            for (int n = 1; !over.get(); n++) {
                lost.sql("UPDATE shop.item SET name = name || '.' WHERE id %% 97 = %d %% 97".formatted(n));
                lost.sql("DELETE FROM shop.item WHERE id = %d; INSERT INTO shop.item (name) VALUES ('new'), ('new')"
                        .formatted(n));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return what it said it had shipped */
    private List<String> shipUntilKilled() throws Exception {
        Process process = start();
        List<String> said = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                if (said.size() == 2) {
                    CompletableFuture.delayedExecutor(random.nextInt(300), TimeUnit.MILLISECONDS)
                            .execute(process.toHandle()::destroyForcibly);
                }
            }
        }
        process.waitFor();
        return said;
    }

    private Process start() throws IOException {
        RunningObjectStore objects = Surroundings.objects();
        PGSimpleDataSource database = (PGSimpleDataSource) lost.database;
        DoomedShipper.Orders orders = new DoomedShipper.Orders(
                database.getURL(),
                String.valueOf(database.getUser()),
                String.valueOf(database.getPassword()),
                objects.endpoint(),
                objects.region(),
                objects.bucket(),
                shipping.layout);
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-Daws.accessKeyId=" + objects.accessKey(),
                        "-Daws.secretAccessKey=" + objects.secretKey(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DoomedShipper.class.getName(),
                        Json.write(orders))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
