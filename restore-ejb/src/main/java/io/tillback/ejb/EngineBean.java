package io.tillback.ejb;

import io.tillback.apply.Applier;
import io.tillback.apply.RestoreTransactions;
import io.tillback.dialect.Dialect;
import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.jdbc.BulkCopy;
import io.tillback.jdbc.JdbcLiveSchema;
import io.tillback.jdbc.JdbcOutbox;
import io.tillback.jdbc.JdbcPlanWorkspace;
import io.tillback.jdbc.JdbcRestoreTransactions;
import io.tillback.jdbc.JdbcSnapshotSource;
import io.tillback.jdbc.JdbcStagingArea;
import io.tillback.jdbc.postgresql.PostgresCopy;
import io.tillback.jpa.CatalogSchema;
import io.tillback.model.IdSource;
import io.tillback.notice.Courier;
import io.tillback.plan.PlanWorkspace;
import io.tillback.plan.Planner;
import io.tillback.snapshot.FetchAhead;
import io.tillback.snapshot.KeyFinder;
import io.tillback.snapshot.SnapshotLayout;
import io.tillback.snapshot.SnapshotReader;
import io.tillback.snapshot.SnapshotSweeper;
import io.tillback.snapshot.SnapshotTaker;
import io.tillback.snapshot.SnapshotVerifier;
import io.tillback.storage.s3.S3ObjectStore;
import io.tillback.timeline.LiveSchema;
import io.tillback.timeline.Reconstructor;
import io.tillback.timeline.StagingArea;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import java.time.Clock;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;

/** Builds the engine once, from the configuration and what the server provides. Refuses to start rather than guess. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class EngineBean {
    private final Dialect dialect = new PostgresDialect();
    private final BulkCopy copy = new PostgresCopy();
    private final IdSource ids = new RandomIds();
    private final Clock clock = Clock.systemUTC();

    @Resource(name = "jdbc/store")
    private DataSource database;

    @Resource
    private ManagedExecutorService executor;

    private Settings settings;
    private S3ObjectStore objects;
    private SnapshotLayout layout;

    @PostConstruct
    void start() {
        settings = Settings.read(ConfigProvider.getConfig());
        CatalogSchema.update(database);
        objects = new S3ObjectStore(settings.s3());
        layout = SnapshotLayout.of(settings.prefix(), settings.storeName());
    }

    @PreDestroy
    void stop() {
        objects.close();
    }

    public Settings settings() {
        return settings;
    }

    public Clock clock() {
        return clock;
    }

    public IdSource ids() {
        return ids;
    }

    public ManagedExecutorService executor() {
        return executor;
    }

    public SnapshotLayout layout() {
        return layout;
    }

    public LiveSchema schema() {
        return new JdbcLiveSchema(database, dialect);
    }

    public SnapshotTaker taker() {
        return new SnapshotTaker(
                new JdbcSnapshotSource(database, dialect, copy),
                objects,
                layout,
                settings.storeName(),
                settings.snapshot(),
                executor,
                clock);
    }

    public SnapshotReader reader() {
        return new SnapshotReader(objects, layout, FetchAhead.on(executor));
    }

    public SnapshotVerifier verifier() {
        return new SnapshotVerifier(objects, reader());
    }

    public KeyFinder keyFinder() {
        return new KeyFinder(reader());
    }

    public SnapshotSweeper sweeper() {
        return new SnapshotSweeper(objects, layout);
    }

    public Planner planner() {
        return new Planner(schema(), new Reconstructor(reader(), staging()), staging(), workspace());
    }

    public StagingArea staging() {
        return new JdbcStagingArea(database, dialect, copy);
    }

    public PlanWorkspace workspace() {
        return new JdbcPlanWorkspace(database, dialect);
    }

    public RestoreTransactions transactions() {
        return new JdbcRestoreTransactions(database, dialect, settings.lockWait());
    }

    public Applier applier() {
        return new Applier(transactions(), schema());
    }

    public Courier courier() {
        return new Courier(new JdbcOutbox(database), new StoreListeners());
    }
}
