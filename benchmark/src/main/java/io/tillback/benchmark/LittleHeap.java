package io.tillback.benchmark;

import com.sun.management.GarbageCollectionNotificationInfo;
import io.tillback.benchmark.Measured.Bound;
import io.tillback.model.RestoreScope;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Snapshot, plan and restore of 5 GB in a process of its own whose heap cannot grow beyond what the ask says. */
final class LittleHeap implements Measure {
    private static final int MEGABYTES = 256;
    private static final String ARCHIVE = "archive";

    @Override
    public List<Measured> take(Bench bench) {
        List<String> details = new ArrayList<>();
        for (int run = 0; run < bench.options().runs(); run++) {
            details.add(run(bench));
        }
        return List.of(new Measured(
                "heap",
                MEGABYTES,
                null,
                null,
                "-Xmx256m suffices",
                Bound.oursAtMost(MEGABYTES),
                "MB of -Xmx",
                bench.options().runs(),
                details));
    }

    private static String run(Bench bench) {
        DebianPostgres postgres = bench.postgres();
        bench.data().createProducts(bench.database(), ARCHIVE, bench.options().products() * 9 / 10);
        String size = postgres.ask(bench.database(), """
                SELECT sum(pg_table_size(c.oid))
                FROM pg_class c
                WHERE c.relkind = 'r' AND c.relnamespace IN ('public'::regnamespace, 'store'::regnamespace)
                """);
        String printed = inLittleHeap(bench);
        postgres.sql(bench.database(), "DROP TABLE store." + ARCHIVE);
        return "%.1f GB of tables went through a process with -Xmx%dm: a full snapshot, then a plan of all three large tables"
                        .formatted(Long.parseLong(size) / 1e9, MEGABYTES)
                + " after one had been emptied and a hundredth of the others changed, then its restore and proof. "
                + lastLine(printed);
    }

    /** Liquibase speaks before. */
    private static String lastLine(String printed) {
        return printed.strip().substring(printed.strip().lastIndexOf('\n') + 1);
    }

    private static String inLittleHeap(Bench bench) {
        ObjectServer.Bucket bucket = bench.bucket();
        try {
            Process process = JavaProcess.builder(
                            LittleHeap.class,
                            "-Xmx" + MEGABYTES + "m",
                            bench.postgres().jdbcUrl(bench.database()),
                            bucket.line())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("-Xmx" + MEGABYTES + "m did not suffice:\n" + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start a Java process", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    /** The process with the little heap: arguments are the database's address and the bucket. */
    public static void main(String[] arguments) {
        Logger.getLogger("").setLevel(Level.SEVERE);
        AtomicLong most = watchHeap();
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(arguments[0]);
        try (Engine engine = Engine.on(database, ObjectServer.Bucket.parse(arguments[1]))) {
            var snapshot = Stopwatch.timed(() -> engine.takeSnapshot(new Steps()));
            damage(database);
            var plan = Stopwatch.timed(() -> plan(engine, snapshot.result()));
            var proof = Stopwatch.timed(() -> engine.apply(plan.result(), new Steps()));
            System.out.printf(
                    Locale.ROOT,
                    "Snapshot %.0f s, plan %.0f s, restore of %,d rows with their proof %.0f s; after a collection never more than %d MB were in use.%n",
                    snapshot.seconds(),
                    plan.seconds(),
                    proof.result().rowsVerified(),
                    proof.seconds(),
                    most.get() >> 20);
        }
    }

    private static Plan plan(Engine engine, Manifest manifest) {
        return engine.plan(
                manifest,
                List.of(
                        RestoreScope.wholeTable(Bench.ACCOUNTS),
                        RestoreScope.wholeTable(Bench.PRODUCTS),
                        RestoreScope.wholeTable(new TableId("store", ARCHIVE))),
                engine.objects(),
                new Steps());
    }

    private static void damage(DataSource database) {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("TRUNCATE store." + ARCHIVE);
            statement.execute("UPDATE store.product SET title = 'new title', price = 0 WHERE id % 100 = 0");
            statement.execute("UPDATE pgbench_accounts SET abalance = abalance + 1 WHERE aid % 100 = 0");
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException("Cannot do the damage", e);
        }
    }

    /** @return the most bytes that were still in use after a collection, so far */
    private static AtomicLong watchHeap() {
        AtomicLong most = new AtomicLong();
        ManagementFactory.getGarbageCollectorMXBeans().forEach(collector -> ((NotificationEmitter) collector)
                .addNotificationListener(
                        (notification, nothing) -> {
                            var info =
                                    GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
                            long used = info.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                                    .filter(pool -> !pool.getKey().startsWith("CodeHeap")
                                            && !pool.getKey().contains("Metaspace")
                                            && !pool.getKey().contains("Class Space")
                                            && !pool.getKey().equals("CodeCache"))
                                    .map(java.util.Map.Entry::getValue)
                                    .mapToLong(MemoryUsage::getUsed)
                                    .sum();
                            most.accumulateAndGet(used, Math::max);
                        },
                        notification -> notification
                                .getType()
                                .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION),
                        null));
        return most;
    }
}
