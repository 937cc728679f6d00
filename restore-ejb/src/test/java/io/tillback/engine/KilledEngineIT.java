package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.apply.Restore.Outcome;
import io.tillback.model.Json;
import io.tillback.model.Part;
import io.tillback.model.PlanId;
import io.tillback.model.RestoreId;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.plan.Plan;
import io.tillback.plan.TablePlan;
import io.tillback.running.RunningObjectStore;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotSettler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The engine's process is killed at random points of snapshot, plan and apply, and what a server does on its return is
 * done. A few times in every build, 200 times with {@code -Plong}; {@code -Dtillback.seed} repeats a run.
 */
class KilledEngineIT {
    private static final Logger LOG = Logger.getLogger(KilledEngineIT.class.getName());
    private static final int KILLS = Integer.getInteger("tillback.kills", 6);
    private static final long SEED = Long.getLong("tillback.seed", System.nanoTime());
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final int ROWS = 20_000;

    private static Engine engine;
    private static Manifest good;

    @BeforeAll
    static void fill_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product (id int PRIMARY KEY, name text);
                INSERT INTO shop.product SELECT n, 'product ' || n FROM generate_series(1, 20000) n;
                CREATE FUNCTION shop.refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'awake'; END$$;
                CREATE TABLE shop.picture (id int PRIMARY KEY, bytes text);
                INSERT INTO shop.picture
                SELECT n, (SELECT string_agg(md5((n * 1000 + m)::text), '') FROM generate_series(1, 1000) m)
                FROM generate_series(1, 800) n;
                """);
        good = engine.takeSnapshot();
        engine.sql(
                "CREATE TRIGGER refuse BEFORE UPDATE OF name ON shop.product FOR EACH ROW EXECUTE FUNCTION shop.refuse()");
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    /** In the n-th step, after a part of the time that the step takes undisturbed. */
    private record Kill(int step, double part) {}

    @Test
    void whenever_it_is_killed_nothing_is_half_done_and_nothing_lies_about() throws Exception {
        LOG.info(() -> "-Dtillback.seed=" + SEED + ", " + KILLS + " kills");
        Random random = new Random(SEED);
        Duration[] undisturbed = new Duration[DoomedEngine.SAID.size() - 1];
        run(0, Optional.empty(), undisturbed);
        for (int number = 1; number <= KILLS; number++) {
            run(number, Optional.of(new Kill(number % undisturbed.length, random.nextDouble())), undisturbed);
        }
    }

    /** @param steps how long each step takes: written when nobody kills, read when somebody does */
    private static void run(int number, Optional<Kill> kill, Duration[] steps) throws Exception {
        damage();
        DoomedEngine.Orders orders = orders(number);
        List<String> said = new ArrayList<>();
        Process process = start(orders);
        try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                Watcher watcher = new Watcher()) {
            Instant begun = Instant.now();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                int step = said.size() - 1;
                if (kill.isEmpty() && step > 0) {
                    steps[step - 1] = Duration.between(begun, Instant.now());
                }
                begun = Instant.now();
                kill.filter(wanted -> wanted.step() == step)
                        .ifPresent(wanted -> killLater(process, (long) (steps[step].toMillis() * wanted.part())));
            }
            process.waitFor();
            watcher.requireNothingHalfSeen();
        }
        LOG.info(() -> number + ": " + kill + ", said " + said);
        assertThat(said).as("said by a process that nobody kills").hasSizeGreaterThan(0);
        if (kill.isEmpty()) {
            assertThat(said).isEqualTo(DoomedEngine.SAID);
        }
        requireSettled(orders, said);
    }

    /** By its handle: killing by the process itself closes the stream that is being read. */
    private static void killLater(Process process, long millis) {
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(process.toHandle()::destroyForcibly);
    }

    private static void damage() throws SQLException {
        engine.sql("""
                ALTER TABLE shop.product DISABLE TRIGGER refuse;
                UPDATE shop.product SET name = 'damaged';
                ALTER TABLE shop.product ENABLE TRIGGER refuse
                """);
    }

    private static DoomedEngine.Orders orders(int number) {
        PGSimpleDataSource database = (PGSimpleDataSource) engine.database;
        RunningObjectStore objects = Surroundings.objects();
        return new DoomedEngine.Orders(
                database.getURL(),
                String.valueOf(database.getUser()),
                String.valueOf(database.getPassword()),
                objects.endpoint(),
                objects.region(),
                objects.bucket(),
                engine.layout,
                engine.nextSnapshotId(),
                good.id(),
                new PlanId("doomed" + number),
                new RestoreId("doomed" + number),
                PRODUCT);
    }

    private static Process start(DoomedEngine.Orders orders) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-Daws.accessKeyId=" + Surroundings.objects().accessKey(),
                        "-Daws.secretAccessKey=" + Surroundings.objects().secretKey(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DoomedEngine.class.getName(),
                        Json.write(orders))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Looks all the while, as the store would. */
    private static final class Watcher implements AutoCloseable {
        private final CompletableFuture<Void> watching;
        private volatile boolean over;

        private Watcher() {
            watching = CompletableFuture.runAsync(this::watch);
        }

        private void watch() {
            while (!over) {
                try {
                    assertThat(engine.number("SELECT count(*) FROM shop.product WHERE name = 'damaged'"))
                            .isIn(0L, (long) ROWS);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        private void requireNothingHalfSeen() {
            over = true;
            watching.join();
        }

        @Override
        public void close() {
            over = true;
        }
    }

    /** What the housekeeping of a server that comes back does, and what there must be afterwards. */
    private static void requireSettled(DoomedEngine.Orders orders, List<String> said) throws SQLException {
        boolean taken = new SnapshotSettler(engine.objects, engine.layout)
                .settle(Tier.MANUAL, orders.take())
                .isPresent();
        engine.sweeper().sweep(Set::of, Instant.now());
        requireWholeOrGone(orders.take(), taken);
        requirePlanWholeOrGone(orders.plan());
        requireAppliedOrNot(orders);
        if (said.contains(DoomedEngine.SNAPSHOT_TAKEN)) {
            assertThat(taken).isTrue();
        }
        if (said.contains(DoomedEngine.DONE)) {
            assertThat(engine.number("SELECT count(*) FROM tillback.restore WHERE outcome = 'COMMITTED' AND id = '%s'"
                            .formatted(orders.restore())))
                    .isEqualTo(1);
        }
    }

    private static void requireWholeOrGone(SnapshotId id, boolean taken) {
        String folder = engine.layout.folder(Tier.MANUAL, id);
        List<String> uploads = new ArrayList<>();
        engine.objects.listUnfinished(folder, upload -> uploads.add(upload.value()));
        assertThat(uploads).isEmpty();
        if (taken) {
            Manifest manifest = engine.reader().loadManifest(Tier.MANUAL, id);
            assertThat(engine.verify(manifest).problems()).isEmpty();
            assertThat(manifest.findTable(PRODUCT).orElseThrow().rows()).isEqualTo(ROWS);
            return;
        }
        engine.objects.list(folder, object -> assertThat(object.sizeBytes())
                .as("only the mark of a snapshot that was given up: %s", object)
                .isZero());
        assertThat(engine.sweeper().listFinished()).doesNotContainKey(id);
    }

    private static void requirePlanWholeOrGone(PlanId id) throws SQLException {
        engine.staging().drop(id);
        List<String> bodies = engine.texts("SELECT body FROM tillback.plan WHERE id = '%s'".formatted(id));
        if (bodies.isEmpty()) {
            engine.workspace().drop(id);
        } else {
            Plan plan = Json.read(bodies.get(0), Plan.class);
            TablePlan table = plan.tables().get(0);
            assertThat(engine.workspace()
                            .loadPage(id, table, new Part.Whole(), 0, 10)
                            .total())
                    .isEqualTo(ROWS);
        }
        assertThat(engine.texts("""
                        SELECT c.relname FROM pg_class c
                        WHERE c.relnamespace = 'tillback'::regnamespace AND c.relkind = 'r' AND c.relname LIKE '%%%s%%'
                        """.formatted(id))).hasSize(bodies.size()).allMatch(name -> name.startsWith("plan_"));
    }

    private static void requireAppliedOrNot(DoomedEngine.Orders orders) throws SQLException {
        boolean committed = engine.transactions(Duration.ofSeconds(30)).lookUp(orders.restore()) == Outcome.COMMITTED;
        assertThat(engine.number("SELECT count(*) FROM shop.product WHERE name = 'damaged'"))
                .isEqualTo(committed ? 0 : ROWS);
        assertThat(engine.number("SELECT count(*) FROM shop.product WHERE name = 'product ' || id"))
                .isEqualTo(committed ? ROWS : 0);
        assertThat(engine.number(
                        "SELECT count(*) FROM tillback.notice WHERE restore = '%s'".formatted(orders.restore())))
                .isEqualTo(committed ? 1 : 0);
        assertThat(engine.number("SELECT count(*) FROM tillback.plan WHERE state = 'APPLIED' AND id = '%s'"
                        .formatted(orders.plan())))
                .isEqualTo(committed ? 1 : 0);
        assertThat(engine.texts("SELECT tgenabled::text FROM pg_trigger WHERE tgname = 'refuse'"))
                .containsExactly("O");
    }
}
