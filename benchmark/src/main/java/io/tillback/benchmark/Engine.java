package io.tillback.benchmark;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tillback.apply.Acceptance;
import io.tillback.apply.Applier;
import io.tillback.apply.Restore;
import io.tillback.dialect.Dialect;
import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.jdbc.JdbcAlertBook;
import io.tillback.jdbc.JdbcAlertOutbox;
import io.tillback.jdbc.JdbcChangeSearch;
import io.tillback.jdbc.JdbcChangeWatch;
import io.tillback.jdbc.JdbcJournal;
import io.tillback.jdbc.JdbcJournalSegments;
import io.tillback.jdbc.JdbcLiveSchema;
import io.tillback.jdbc.JdbcPlanWorkspace;
import io.tillback.jdbc.JdbcRecallTarget;
import io.tillback.jdbc.JdbcReleaseBook;
import io.tillback.jdbc.JdbcRestoreTransactions;
import io.tillback.jdbc.JdbcRowLives;
import io.tillback.jdbc.JdbcShippingLog;
import io.tillback.jdbc.JdbcSnapshotSource;
import io.tillback.jdbc.JdbcStagingArea;
import io.tillback.jdbc.postgresql.PostgresCopy;
import io.tillback.journal.ChangeFinder;
import io.tillback.journal.Journal;
import io.tillback.journal.Releases;
import io.tillback.journal.Segments;
import io.tillback.jpa.CatalogSchema;
import io.tillback.model.Json;
import io.tillback.model.OnFailure;
import io.tillback.model.PlanId;
import io.tillback.model.Progress;
import io.tillback.model.RestoreId;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RowScope;
import io.tillback.model.SnapshotId;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.notice.AlertBook;
import io.tillback.notice.AlertOutbox;
import io.tillback.notice.ChangeWatch;
import io.tillback.plan.Archive;
import io.tillback.plan.JournalPlanner;
import io.tillback.plan.NewestMoment;
import io.tillback.plan.Plan;
import io.tillback.plan.Planner;
import io.tillback.plan.RowBiographer;
import io.tillback.plan.SellerPaths;
import io.tillback.shipment.Recaller;
import io.tillback.shipment.ShipmentLayout;
import io.tillback.shipment.ShipmentReader;
import io.tillback.shipment.Shipper;
import io.tillback.snapshot.Extent;
import io.tillback.snapshot.Fence;
import io.tillback.snapshot.FetchAhead;
import io.tillback.snapshot.KeyFinder;
import io.tillback.snapshot.KeyIndexes;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.Seam;
import io.tillback.snapshot.SnapshotLayout;
import io.tillback.snapshot.SnapshotReader;
import io.tillback.snapshot.SnapshotSettings;
import io.tillback.snapshot.SnapshotSummary;
import io.tillback.snapshot.SnapshotTaker;
import io.tillback.storage.ObjectReader;
import io.tillback.storage.ObjectStore;
import io.tillback.storage.StorageClass;
import io.tillback.storage.s3.S3ObjectStore;
import io.tillback.timeline.PastColumn;
import io.tillback.timeline.Reconstructor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The engine, wired as the server wires it, with the defaults it ships with. */
final class Engine implements AutoCloseable {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** Several processes work on the same database and bucket, and each counts for itself. */
    private static final String PROCESS = "p" + ProcessHandle.current().pid() + "n";

    /** From one kept moment of the journal to the next. */
    static final Duration BEAT = Duration.ofSeconds(1);

    /** A plan for which the journal does not suffice is refused. */
    private static final Archive NO_SNAPSHOTS = new Archive() {
        @Override
        public List<SnapshotSummary> listFinished() {
            return List.of();
        }

        @Override
        public Manifest hold(SnapshotId snapshot) {
            throw new IllegalArgumentException("There is no snapshot " + snapshot);
        }
    };

    private static final int MOST_CONNECTIONS = 20;

    private final HikariDataSource database;
    private final S3ObjectStore objects;
    private final SnapshotLayout layout;
    private final Dialect dialect = new PostgresDialect();
    private final ExecutorService executor = Executors.newCachedThreadPool();

    private Engine(DataSource database, S3ObjectStore objects) {
        this.database = pool(database);
        this.objects = objects;
        this.layout = SnapshotLayout.of("benchmark", "store");
    }

    /** Connections that stay open, as those of an application server do. */
    private static HikariDataSource pool(DataSource database) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database);
        config.setMaximumPoolSize(MOST_CONNECTIONS);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }

    /** Creates the catalog in the database unless it is there. */
    static Engine on(DataSource database, ObjectServer.Bucket bucket) {
        CatalogSchema.update(database);
        S3Client client = S3Client.builder()
                .region(Region.of(bucket.region()))
                .endpointOverride(bucket.endpoint())
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(bucket.accessKey(), bucket.secretKey())))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
        return new Engine(database, new S3ObjectStore(client, bucket.name()));
    }

    private static String nextName() {
        return PROCESS + NUMBERS.incrementAndGet();
    }

    ObjectStore objects() {
        return objects;
    }

    Manifest takeSnapshot(Progress progress) {
        SnapshotId id = new SnapshotId("20260301T090000Z-" + nextName());
        return taker().take(id, Tier.MANUAL, progress);
    }

    /** The same, and holds it against an earlier one and what the journal says of the time between them. */
    Manifest takeSnapshot(Manifest before, Progress progress) {
        SnapshotId id = new SnapshotId("20260301T090000Z-" + nextName());
        Seam.Base base = new Seam.Base(before, journal().findCovered(before.moment()));
        return taker().take(
                        new SnapshotTaker.Order(id, Tier.MANUAL, StorageClass.STANDARD, Fence.NONE, Optional.of(base)),
                        progress);
    }

    private SnapshotTaker taker() {
        return new SnapshotTaker(
                new JdbcSnapshotSource(database, dialect, new PostgresCopy()),
                objects,
                layout,
                "store",
                SnapshotSettings.defaults(),
                executor,
                Clock.systemUTC());
    }

    /** Takes what changed since a full snapshot, as the journal knows it. */
    Manifest takeIncrement(Manifest base, Progress progress) {
        Extent.Incremental extent = new Extent.Incremental(base, () -> {
            journal().beat();
            return new Extent.Recorded(
                    journal().findCovered(base.moment()), journal().whyNotCovered());
        });
        SnapshotId id = new SnapshotId("20260301T100000Z-" + nextName());
        return taker().take(
                        new SnapshotTaker.Order(
                                id, Tier.HOURLY, StorageClass.STANDARD, Fence.NONE, Optional.empty(), extent),
                        progress);
    }

    /** All that a snapshot takes up in the bucket. */
    long storedBytes(Manifest manifest) {
        long[] bytes = new long[1];
        objects.list(layout.folder(manifest.tier(), manifest.id()), object -> bytes[0] += object.sizeBytes());
        return bytes[0];
    }

    Plan plan(Manifest manifest, List<RestoreScope> scopes, ObjectReader from, Progress progress) {
        RestoreRequest request =
                new RestoreRequest(new RestoreTarget.AtSnapshot(manifest.id()), scopes, RestorePolicy.bringBack());
        return kept(
                planner(from, SellerPaths.NONE).planFromSnapshot(new PlanId(nextName()), request, manifest, progress));
    }

    /** Plans from what the journal has recorded since an instant, and from nothing else. */
    Plan planFromJournal(Instant instant, List<RestoreScope> scopes, Progress progress) {
        return planFromJournal(instant, scopes, SellerPaths.NONE, progress);
    }

    Plan planFromJournal(Instant instant, List<RestoreScope> scopes, SellerPaths sellers, Progress progress) {
        RestoreTarget.AtInstant target = new RestoreTarget.AtInstant(instant);
        RestoreRequest request = new RestoreRequest(target, scopes, RestorePolicy.bringBack());
        JournalPlanner planner = new JournalPlanner(journal(), planner(objects, sellers), NO_SNAPSHOTS);
        return kept(planner.plan(new PlanId(nextName()), request, target, progress));
    }

    /** Plans what it takes to have the state of now without some transactions. */
    Plan planWithout(List<Long> transactions, List<RestoreScope> scopes, Progress progress) {
        RestoreTarget.WithoutTransactions target = new RestoreTarget.WithoutTransactions(transactions);
        RestoreRequest request = new RestoreRequest(target, scopes, RestorePolicy.bringBack());
        JournalPlanner planner = new JournalPlanner(journal(), planner(objects, SellerPaths.NONE), NO_SNAPSHOTS);
        return kept(planner.plan(new PlanId(nextName()), request, target, progress));
    }

    AlertBook alertBook() {
        return new JdbcAlertBook(database);
    }

    AlertOutbox alertOutbox() {
        return new JdbcAlertOutbox(database);
    }

    ChangeWatch changeWatch() {
        return new JdbcChangeWatch(database, dialect);
    }

    Journal journal() {
        return new Journal(new JdbcJournal(database, dialect), table -> OnFailure.FAIL_THE_WRITE, BEAT);
    }

    /** @param known what earlier questions have read */
    NewestMoment newestMoment(ObjectReader from, KeyIndexes known, Archive snapshots) {
        return new NewestMoment(
                journal(),
                new JdbcRowLives(database, dialect),
                new KeyFinder(reader(from), known, FetchAhead.on(executor)),
                snapshots,
                new JdbcLiveSchema(database, dialect));
    }

    /** Of rows that no snapshot is asked for. */
    RowBiographer biographer(KeyIndexes known) {
        return new RowBiographer(
                journal(), new JdbcRowLives(database, dialect), newestMoment(objects, known, NO_SNAPSHOTS));
    }

    ChangeFinder changeFinder() {
        return new ChangeFinder(
                new JdbcJournal(database, dialect), new JdbcChangeSearch(database, dialect), releases());
    }

    Releases releases() {
        return new Releases(journal(), new JdbcReleaseBook(database));
    }

    Segments segments() {
        return new Segments(new JdbcJournalSegments(database, dialect));
    }

    /** Ships what was recorded since the last time, or since recording began. */
    void ship() {
        JdbcShippingLog log = new JdbcShippingLog(database, dialect);
        log.switchOn();
        new Shipper(
                        new JdbcSnapshotSource(database, dialect, new PostgresCopy()),
                        journal(),
                        log,
                        objects,
                        new Shipper.Naming(ShipmentLayout.beside(layout), "store", Engine::nextName),
                        Clock.systemUTC())
                .ship(Duration.ZERO);
    }

    Recaller recaller() {
        return new Recaller(
                new ShipmentReader(objects, ShipmentLayout.beside(layout), FetchAhead.on(executor)),
                journal(),
                new JdbcRecallTarget(database, dialect, new PostgresCopy()),
                Duration.ofMinutes(2));
    }

    /** Begins new segments, and settles and indexes those before them. */
    void settleSegments() {
        Segments segments = segments();
        segments.begin(Duration.ZERO);
        segments.begin(Duration.ZERO);
        segments.index();
    }

    SnapshotLayout layout() {
        return layout;
    }

    StoreSchema loadSchema() {
        return new JdbcLiveSchema(database, dialect).load();
    }

    private Planner planner(ObjectReader from, SellerPaths sellers) {
        return new Planner(
                new JdbcLiveSchema(database, dialect),
                new Reconstructor(reader(from), staging()),
                staging(),
                new JdbcPlanWorkspace(database, dialect),
                sellers);
    }

    private Plan kept(Plan plan) {
        record(
                "INSERT INTO tillback.plan VALUES (?, now(), 'READY', '{}', ?)",
                plan.id().value(),
                Json.write(plan));
        return plan;
    }

    private SnapshotReader reader(ObjectReader from) {
        return new SnapshotReader(from, layout, FetchAhead.on(executor));
    }

    private JdbcStagingArea staging() {
        return new JdbcStagingArea(database, dialect, new PostgresCopy());
    }

    /** Lays a whole table out as a plan does. */
    String stage(Manifest manifest, TableId table) {
        PlanId plan = new PlanId(nextName());
        Manifest.Table past = manifest.findTable(table).orElseThrow();
        List<PastColumn> columns = past.shape().storedColumns().stream()
                .map(column -> PastColumn.from(column, column))
                .toList();
        new Reconstructor(reader(objects), staging())
                .stage(
                        plan,
                        1,
                        new Reconstructor.Wanted(past, past.shape(), columns, new RowScope.AllRows()),
                        Progress.NONE);
        return "tillback.stage_" + plan + "_1";
    }

    Restore.Proof apply(Plan plan, Progress progress) {
        RestoreId id = new RestoreId(nextName());
        record("""
                INSERT INTO tillback.restore (id, plan, accepted_by, gap_hash, comment, started_at, outcome)
                VALUES (?, ?, 'benchmark', ?, '', now(), 'RUNNING')
                """, id.value(), plan.id().value(), plan.gap().hash());
        JdbcRestoreTransactions transactions = new JdbcRestoreTransactions(database, dialect, Duration.ofSeconds(10));
        return new Applier(transactions, new JdbcLiveSchema(database, dialect))
                .apply(id, plan, new Acceptance(plan.fingerprint(), plan.gap().hash(), "benchmark"), progress);
    }

    private void record(String sql, String... values) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot write to the catalog", e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        objects.close();
        database.close();
    }
}
