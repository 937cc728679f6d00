package io.tillback.engine;

import io.tillback.dialect.Dialect;
import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.fault.RestoreException;
import io.tillback.jdbc.JdbcJournal;
import io.tillback.jdbc.JdbcJournalSegments;
import io.tillback.jdbc.JdbcLiveSchema;
import io.tillback.jdbc.JdbcShippingLog;
import io.tillback.jdbc.JdbcSnapshotSource;
import io.tillback.jdbc.postgresql.PostgresCopy;
import io.tillback.journal.Journal;
import io.tillback.journal.Segments;
import io.tillback.model.Json;
import io.tillback.model.Moment;
import io.tillback.model.OnFailure;
import io.tillback.shipment.ShipmentLayout;
import io.tillback.shipment.Shipper;
import io.tillback.snapshot.SnapshotLayout;
import io.tillback.storage.s3.S3ObjectStore;
import io.tillback.storage.s3.S3Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What a server does for the journal, in a process of its own, to be killed: it keeps moments, follows the store's tables,
 * begins and drops segments, and ships, all of it a hundred times as often as a server would.
 */
public final class DoomedRecorder {
    /** Told what to do, one of these a line; whoever is told nothing any more ends. */
    static final String WORK = "work";

    static final String REST = "rest";

    /** Begin what it says, a line each; after the last two comes what was kept or shipped, or what failed. */
    static final String READY = "ready";

    static final String RESTING = "resting";
    static final String KEPT = "kept ";
    static final String SHIPPED = "shipped ";
    static final String FAILED = "failed ";

    private static final Duration SEGMENT = Duration.ofSeconds(1);
    static final Duration LONGEST_KEPT = Duration.ofSeconds(8);

    /** Where it works, and for whom. */
    record Orders(
            String url,
            String user,
            String password,
            URI endpoint,
            String region,
            String bucket,
            SnapshotLayout layout) {}

    private final Journal journal;
    private final Segments segments;
    private final JdbcLiveSchema live;
    private final Shipper shipper;
    private final ReentrantReadWriteLock working = new ReentrantReadWriteLock(true);
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
    private final List<Future<?>> rounds = new ArrayList<>();

    private DoomedRecorder(Orders orders, PGSimpleDataSource database, S3ObjectStore objects) {
        Dialect dialect = new PostgresDialect();
        journal = new Journal(
                new JdbcJournal(database, dialect), table -> OnFailure.FAIL_THE_WRITE, Duration.ofSeconds(1));
        segments = new Segments(new JdbcJournalSegments(database, dialect));
        live = new JdbcLiveSchema(database, dialect);
        shipper = new Shipper(
                new JdbcSnapshotSource(database, dialect, new PostgresCopy()),
                journal,
                new JdbcShippingLog(database, dialect),
                objects,
                new Shipper.Naming(ShipmentLayout.beside(orders.layout()), "store", () -> UUID.randomUUID()
                        .toString()
                        .substring(0, 8)),
                Clock.systemUTC());
    }

    /** @param arguments the orders as JSON */
    public static void main(String[] arguments) throws IOException {
        Orders orders = Json.read(arguments[0], Orders.class);
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(orders.url());
        database.setUser(orders.user());
        database.setPassword(orders.password());
        try (S3ObjectStore objects =
                new S3ObjectStore(new S3Settings(Optional.of(orders.endpoint()), orders.region(), orders.bucket()))) {
            new DoomedRecorder(orders, database, objects).obey();
        }
    }

    private void obey() throws IOException {
        working.writeLock().lock();
        every(20, this::keepMoment);
        every(100, () -> journal.follow(live.load()));
        every(150, () -> shipper.ship(Duration.ZERO).ifPresent(shipment -> say(SHIPPED + shipment.id())));
        every(200, this::keepSegments);
        say(READY);
        try (BufferedReader told = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = told.readLine(); line != null; line = told.readLine()) {
                if (line.equals(WORK)) {
                    working.writeLock().unlock();
                } else {
                    working.writeLock().lock();
                    say(RESTING);
                }
            }
        } finally {
            rounds.forEach(round -> round.cancel(false));
            threads.shutdown();
        }
    }

    private void keepMoment() {
        Moment moment = journal.beat();
        say(KEPT + moment.takenAt() + " " + moment.cut());
    }

    private void keepSegments() {
        segments.begin(SEGMENT);
        segments.index();
        journal.findKept(Clock.systemUTC().instant().minus(LONGEST_KEPT)).ifPresent(segments::dropBefore);
    }

    /** As the server's rounds do: what failed is said, and tried again. */
    private void every(long millis, Runnable task) {
        Runnable attempt = () -> {
            working.readLock().lock();
            try {
                task.run();
            } catch (RestoreException e) {
                say(FAILED + e.code() + " " + e.fact().replace('\n', ' '));
            } catch (RuntimeException e) {
                say(FAILED + e.toString().replace('\n', ' '));
            } finally {
                working.readLock().unlock();
            }
        };
        rounds.add(threads.scheduleWithFixedDelay(attempt, millis, millis, TimeUnit.MILLISECONDS));
    }

    private static void say(String what) {
        System.out.println(what);
    }
}
