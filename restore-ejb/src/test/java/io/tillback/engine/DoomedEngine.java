package io.tillback.engine;

import io.tillback.apply.Applier;
import io.tillback.dialect.Dialect;
import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.jdbc.BulkCopy;
import io.tillback.jdbc.JdbcLiveSchema;
import io.tillback.jdbc.JdbcPlanWorkspace;
import io.tillback.jdbc.JdbcRestoreTransactions;
import io.tillback.jdbc.JdbcSnapshotSource;
import io.tillback.jdbc.JdbcStagingArea;
import io.tillback.jdbc.postgresql.PostgresCopy;
import io.tillback.model.Json;
import io.tillback.model.PlanId;
import io.tillback.model.Progress;
import io.tillback.model.RestoreId;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.plan.Plan;
import io.tillback.plan.Planner;
import io.tillback.plan.SellerPaths;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotLayout;
import io.tillback.snapshot.SnapshotReader;
import io.tillback.snapshot.SnapshotSettings;
import io.tillback.snapshot.SnapshotTaker;
import io.tillback.storage.ObjectStore;
import io.tillback.storage.s3.S3ObjectStore;
import io.tillback.storage.s3.S3Settings;
import io.tillback.timeline.Reconstructor;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The engine in a process of its own, to be killed: it takes a snapshot, plans from an earlier one, applies the plan. */
public final class DoomedEngine {
    static final String READY = "ready";
    static final String SNAPSHOT_TAKEN = "snapshot taken";
    static final String PLAN_MADE = "plan made";
    static final String DONE = "done";

    /** Printed in this order; the time to kill it in a step is between two of them. */
    static final List<String> SAID = List.of(READY, SNAPSHOT_TAKEN, PLAN_MADE, DONE);

    /** What one process does. */
    record Orders(
            String url,
            String user,
            String password,
            URI endpoint,
            String region,
            String bucket,
            SnapshotLayout layout,
            SnapshotId take,
            SnapshotId planFrom,
            PlanId plan,
            RestoreId restore,
            TableId table) {}

    private final Orders orders;
    private final DataSource database;
    private final ObjectStore objects;
    private final Dialect dialect = new PostgresDialect();
    private final BulkCopy copy = new PostgresCopy();

    private DoomedEngine(Orders orders, DataSource database, ObjectStore objects) {
        this.orders = orders;
        this.database = database;
        this.objects = objects;
    }

    /** @param arguments the orders as JSON */
    public static void main(String[] arguments) throws SQLException {
        Orders orders = Json.read(arguments[0], Orders.class);
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(orders.url());
        database.setUser(orders.user());
        database.setPassword(orders.password());
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try (S3ObjectStore objects =
                new S3ObjectStore(new S3Settings(Optional.of(orders.endpoint()), orders.region(), orders.bucket()))) {
            DoomedEngine engine = new DoomedEngine(orders, database, objects);
            Manifest manifest = engine.reader().loadManifest(Tier.MANUAL, orders.planFrom());
            say(READY);
            engine.takeSnapshot(threads);
            say(SNAPSHOT_TAKEN);
            Plan plan = engine.plan(manifest);
            say(PLAN_MADE);
            engine.apply(plan);
            say(DONE);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void say(String what) {
        System.out.println(what);
    }

    private SnapshotReader reader() {
        return new SnapshotReader(objects, orders.layout());
    }

    private void takeSnapshot(ExecutorService threads) {
        new SnapshotTaker(
                        new JdbcSnapshotSource(database, dialect, copy),
                        objects,
                        orders.layout(),
                        "doomed",
                        new SnapshotSettings(2, 64 << 20, 64 << 10, 1),
                        threads,
                        Clock.systemUTC())
                .take(orders.take(), Tier.MANUAL, Progress.NONE);
    }

    /** Kept as the server keeps it: rows first, then the record, each in a transaction. */
    private Plan plan(Manifest manifest) throws SQLException {
        JdbcStagingArea staging = new JdbcStagingArea(database, dialect, copy);
        Plan plan = new Planner(
                        new JdbcLiveSchema(database, dialect),
                        new Reconstructor(reader(), staging),
                        staging,
                        new JdbcPlanWorkspace(database, dialect),
                        SellerPaths.NONE)
                .planFromSnapshot(
                        orders.plan(), Requests.wholeTables(manifest, orders.table()), manifest, Progress.NONE);
        write(
                "INSERT INTO tillback.plan VALUES (?, now(), 'READY', '{}', ?)",
                List.of(plan.id().value(), Json.write(plan)));
        return plan;
    }

    private void apply(Plan plan) throws SQLException {
        write(
                """
                INSERT INTO tillback.restore (id, plan, accepted_by, gap_hash, comment, started_at, outcome)
                VALUES (?, ?, 'test', ?, '', now(), 'RUNNING')
                """,
                List.of(orders.restore().value(), plan.id().value(), plan.gap().hash()));
        new Applier(
                        new JdbcRestoreTransactions(database, dialect, Duration.ofSeconds(10)),
                        new JdbcLiveSchema(database, dialect))
                .apply(orders.restore(), plan, Engine.accept(plan), Progress.NONE);
    }

    private void write(String sql, List<String> parameters) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setString(i + 1, parameters.get(i));
            }
            statement.executeUpdate();
        }
    }
}
