package io.tillback.ejb;

import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.jdbc.InterruptibleDatabase;
import io.tillback.jdbc.StatementCanceller;
import io.tillback.jdbc.StoreDatabase;
import io.tillback.jdbc.postgresql.PostgresCanceller;
import io.tillback.jpa.CatalogSchema;
import io.tillback.model.IdSource;
import io.tillback.model.Progress;
import io.tillback.plan.PathsToSellers;
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
import java.util.function.Supplier;
import java.util.logging.Level;
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
        settings = announced(() -> Settings.read(KeySource.of(ConfigProvider.getConfig())));
        announced(() -> StoreDatabase.requireUsable(database, new PostgresDialect()));
        runAnnounced(() -> CatalogSchema.update(database));
        objects = new S3ObjectStore(settings.s3());
        workbench = new Workbench(database, objects, settings, executor, clock);
        runAnnounced(() -> requireBucket(objects, layout().snapshots()));
        tellOfSellerPaths();
    }

    private static void runAnnounced(Runnable step) {
        announced(() -> {
            step.run();
            return true;
        });
    }

    /** Whatever keeps Tillback from starting is said here: the container's own message buries it under its wrapping. */
    private static <T> T announced(Supplier<T> step) {
        try {
            return step.get();
        } catch (RestoreException e) {
            LOG.log(Level.SEVERE, () -> "Tillback does not start. " + e.fact() + ". " + e.hint());
            throw e;
        }
    }

    /** A bucket that refuses is configured wrongly; one that does not answer may do so later. */
    private static void requireBucket(S3ObjectStore objects, String prefix) {
        try {
            objects.requireReadable(prefix);
        } catch (RestoreException e) {
            if (e.code() != ErrorCode.STORAGE_UNAVAILABLE) {
                objects.close();
                throw e;
            }
            LOG.log(Level.WARNING, () -> e.fact() + ". Until it answers there are no snapshots. " + e.hint());
        }
    }

    /** The store may only be about to make its tables, so a path that leads nowhere yet refuses nothing. */
    private void tellOfSellerPaths() {
        if (!settings.sellerPaths().isEmpty()) {
            PathsToSellers paths = workbench.sellers().survey(workbench.schema().load(), settings.protection());
            paths.problems().forEach(LOG::warning);
            paths.sentences().forEach(LOG::info);
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
}
