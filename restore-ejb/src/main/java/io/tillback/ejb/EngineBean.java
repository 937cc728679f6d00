package io.tillback.ejb;

import io.tillback.jdbc.InterruptibleDatabase;
import io.tillback.jdbc.JdbcOutbox;
import io.tillback.jdbc.StatementCanceller;
import io.tillback.jdbc.postgresql.PostgresCanceller;
import io.tillback.jpa.CatalogSchema;
import io.tillback.model.IdSource;
import io.tillback.model.Progress;
import io.tillback.notice.Courier;
import io.tillback.snapshot.SnapshotLayout;
import io.tillback.storage.s3.S3ObjectStore;
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
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;

/** Builds the engine once, from the configuration and what the server provides. Refuses to start rather than guess. */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class EngineBean {
    private static final Logger LOG = Logger.getLogger(EngineBean.class.getName());

    private final StatementCanceller canceller = new PostgresCanceller();
    private final IdSource ids = new RandomIds();
    private final Clock clock = Clock.systemUTC();
    private final Rounds rounds = new Rounds();

    @Resource(name = "jdbc/store")
    private DataSource database;

    @Resource
    private ManagedExecutorService executor;

    private Settings settings;
    private S3ObjectStore objects;
    private Workbench workbench;

    @PostConstruct
    void start() {
        settings = Settings.read(ConfigProvider.getConfig());
        CatalogSchema.update(database);
        objects = new S3ObjectStore(settings.s3());
        workbench = new Workbench(database, objects, settings, executor, clock);
        warnOfSellerPaths();
    }

    /** The store may only be about to make its tables, so a path that leads nowhere yet refuses nothing. */
    private void warnOfSellerPaths() {
        if (!settings.sellerPaths().isEmpty()) {
            workbench.sellers().problems(workbench.schema().load()).forEach(LOG::warning);
        }
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

    public Rounds rounds() {
        return rounds;
    }

    public SnapshotLayout layout() {
        return SnapshotLayout.of(settings.prefix(), settings.storeName());
    }

    /** The engine's parts, for everything but a job's own work. */
    public Workbench tools() {
        return workbench;
    }

    /** The engine's parts for one job: what they wait for ends when the job is cancelled. The caller closes it. */
    public JobTools toolsFor(Progress progress) {
        InterruptibleDatabase leased = new InterruptibleDatabase(database, canceller, progress::checkCancelled);
        S3ObjectStore connected = new S3ObjectStore(settings.s3());
        return new JobTools(workbench.on(leased, connected), leased, connected);
    }

    public Courier courier() {
        return new Courier(new JdbcOutbox(database), new StoreListeners());
    }
}
