package io.tillback.ejb;

import io.tillback.apply.Applier;
import io.tillback.apply.RestoreTransactions;
import io.tillback.dialect.Dialect;
import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.freeze.FreezeBook;
import io.tillback.freeze.Freezer;
import io.tillback.jdbc.BulkCopy;
import io.tillback.jdbc.JdbcAlertBook;
import io.tillback.jdbc.JdbcAlertOutbox;
import io.tillback.jdbc.JdbcChangeSearch;
import io.tillback.jdbc.JdbcChangeWatch;
import io.tillback.jdbc.JdbcFreezeBook;
import io.tillback.jdbc.JdbcJournal;
import io.tillback.jdbc.JdbcJournalSegments;
import io.tillback.jdbc.JdbcLiveSchema;
import io.tillback.jdbc.JdbcNoticeBook;
import io.tillback.jdbc.JdbcOutbox;
import io.tillback.jdbc.JdbcPlanWorkspace;
import io.tillback.jdbc.JdbcRebuildTarget;
import io.tillback.jdbc.JdbcRecallTarget;
import io.tillback.jdbc.JdbcReleaseBook;
import io.tillback.jdbc.JdbcRestoreTransactions;
import io.tillback.jdbc.JdbcRestoredRows;
import io.tillback.jdbc.JdbcRowLives;
import io.tillback.jdbc.JdbcSellerLogins;
import io.tillback.jdbc.JdbcSellerMails;
import io.tillback.jdbc.JdbcSellerNoticeBook;
import io.tillback.jdbc.JdbcShippingLog;
import io.tillback.jdbc.JdbcSnapshotSource;
import io.tillback.jdbc.JdbcStagingArea;
import io.tillback.jdbc.postgresql.PostgresCopy;
import io.tillback.journal.ChangeFinder;
import io.tillback.journal.Journal;
import io.tillback.journal.Releases;
import io.tillback.journal.RowLives;
import io.tillback.journal.Segments;
import io.tillback.model.IdSource;
import io.tillback.model.StoreSchema;
import io.tillback.notice.AlertBook;
import io.tillback.notice.AlertOutbox;
import io.tillback.notice.ChangeWatch;
import io.tillback.notice.NoticeBook;
import io.tillback.notice.Outbox;
import io.tillback.notice.RestoredRows;
import io.tillback.notice.SellerLogins;
import io.tillback.notice.SellerMails;
import io.tillback.notice.SellerNoticeBook;
import io.tillback.plan.AlternativeFinder;
import io.tillback.plan.Archive;
import io.tillback.plan.JournalPlanner;
import io.tillback.plan.NewestMoment;
import io.tillback.plan.NewestPlanner;
import io.tillback.plan.Pace;
import io.tillback.plan.PlanComparer;
import io.tillback.plan.PlanWorkspace;
import io.tillback.plan.Planner;
import io.tillback.plan.RowBiographer;
import io.tillback.plan.SellerPaths;
import io.tillback.shipment.Rebuilder;
import io.tillback.shipment.RecallTarget;
import io.tillback.shipment.Recaller;
import io.tillback.shipment.ShipmentLayout;
import io.tillback.shipment.ShipmentReader;
import io.tillback.shipment.ShipmentSweeper;
import io.tillback.shipment.Shipper;
import io.tillback.shipment.ShippingLog;
import io.tillback.snapshot.FetchAhead;
import io.tillback.snapshot.KeyFinder;
import io.tillback.snapshot.KeyIndexes;
import io.tillback.snapshot.SnapshotLayout;
import io.tillback.snapshot.SnapshotReader;
import io.tillback.snapshot.SnapshotSettler;
import io.tillback.snapshot.SnapshotSweeper;
import io.tillback.snapshot.SnapshotTaker;
import io.tillback.snapshot.SnapshotVerifier;
import io.tillback.storage.ObjectStore;
import io.tillback.timeline.LiveSchema;
import io.tillback.timeline.Reconstructor;
import io.tillback.timeline.StagingArea;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/** The engine's parts, put together upon one database and one object store. */
public final class Workbench {
    private final Dialect dialect;
    private final BulkCopy copy = new PostgresCopy();
    private final DataSource database;
    private final ObjectStore objects;
    private final Settings settings;
    private final SnapshotLayout layout;
    private final Executor executor;
    private final Clock clock;
    private final KeyIndexes known;

    Workbench(DataSource database, ObjectStore objects, Settings settings, Executor executor, Clock clock) {
        this(database, objects, settings, executor, clock, new KeyIndexes());
    }

    private Workbench(
            DataSource database,
            ObjectStore objects,
            Settings settings,
            Executor executor,
            Clock clock,
            KeyIndexes known) {
        this.dialect = new PostgresDialect(settings.workMemoryMb());
        this.database = database;
        this.objects = objects;
        this.settings = settings;
        this.layout = SnapshotLayout.of(settings.prefix(), settings.storeName());
        this.executor = executor;
        this.clock = clock;
        this.known = known;
    }

    /** The same parts upon other ground. */
    Workbench on(DataSource otherDatabase, ObjectStore otherObjects) {
        return new Workbench(otherDatabase, otherObjects, settings, executor, clock, known);
    }

    public LiveSchema schema() {
        return new JdbcLiveSchema(database, dialect, settings.lockWait());
    }

    /** The tables that are protected, as they are built now. */
    public StoreSchema protectedSchema() {
        return settings.protection().of(schema().load());
    }

    public SnapshotTaker taker() {
        return new SnapshotTaker(
                new JdbcSnapshotSource(database, dialect, copy, settings.protection()),
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
        return new KeyFinder(reader(), known, FetchAhead.on(executor));
    }

    /** @param archive the snapshots that are asked where the journal does not tell */
    public NewestMoment newestMoment(Archive archive) {
        return new NewestMoment(journal(), rowLives(), keyFinder(), archive, schema());
    }

    public NewestPlanner newestPlanner(Archive archive) {
        return new NewestPlanner(newestMoment(archive), journalPlanner(archive));
    }

    public RowBiographer rowBiographer(Archive archive) {
        return new RowBiographer(journal(), rowLives(), newestMoment(archive));
    }

    public ChangeFinder changeFinder() {
        return new ChangeFinder(
                new JdbcJournal(database, dialect), new JdbcChangeSearch(database, dialect), releases());
    }

    public Releases releases() {
        return new Releases(journal(), new JdbcReleaseBook(database));
    }

    private RowLives rowLives() {
        return new JdbcRowLives(database, dialect);
    }

    public SnapshotSettler settler() {
        return new SnapshotSettler(objects, layout);
    }

    public SnapshotSweeper sweeper() {
        return new SnapshotSweeper(objects, layout);
    }

    public Planner planner() {
        return new Planner(schema(), new Reconstructor(reader(), staging()), staging(), workspace(), sellers());
    }

    public SellerPaths sellers() {
        return new SellerPaths(settings.sellerPaths());
    }

    public StagingArea staging() {
        return new JdbcStagingArea(database, dialect, copy);
    }

    public Journal journal() {
        JournalSettings journal = settings.journal();
        return new Journal(new JdbcJournal(database, dialect), journal::onFailure, journal.beat());
    }

    public Segments journalSegments() {
        return new Segments(new JdbcJournalSegments(database, dialect));
    }

    public ShippingLog shippingLog() {
        return new JdbcShippingLog(database, dialect);
    }

    public AlertBook alertBook() {
        return new JdbcAlertBook(database);
    }

    public ChangeWatch changeWatch() {
        return new JdbcChangeWatch(database, dialect);
    }

    public AlertOutbox alertOutbox() {
        return new JdbcAlertOutbox(database);
    }

    public FreezeBook freezeBook() {
        return new JdbcFreezeBook(database, dialect, settings.lockWait());
    }

    public Freezer freezer(IdSource ids) {
        return new Freezer(freezeBook(), schema(), sellers(), ids, settings.longestFreeze());
    }

    public Outbox outbox() {
        return new JdbcOutbox(database);
    }

    public NoticeBook noticeBook() {
        return new JdbcNoticeBook(database);
    }

    public SellerNoticeBook sellerNotices() {
        return new JdbcSellerNoticeBook(database, dialect);
    }

    /** Empty unless sellers are mailed. */
    public Optional<SellerMails> sellerMails() {
        return settings.notices()
                .sellerMail()
                .map(mail -> new JdbcSellerMails(
                        database,
                        dialect,
                        mail.addresses().table(),
                        mail.addresses().columns().get(0)));
    }

    public SellerLogins sellerLogins() {
        return settings.notices()
                .sellerLogins()
                .<SellerLogins>map(of -> new JdbcSellerLogins(
                        database, dialect, of.table(), of.columns().get(0)))
                .orElse(SellerLogins.BY_NAME);
    }

    public RestoredRows restoredRows() {
        return new JdbcRestoredRows(database, dialect);
    }

    public Shipper shipper(IdSource ids) {
        return new Shipper(
                new JdbcSnapshotSource(database, dialect, copy, settings.protection()),
                journal(),
                shippingLog(),
                objects,
                new Shipper.Naming(ShipmentLayout.beside(layout), settings.storeName(), ids),
                clock);
    }

    public ShipmentReader shipmentReader() {
        return new ShipmentReader(objects, ShipmentLayout.beside(layout), FetchAhead.on(executor));
    }

    public ShipmentSweeper shipmentSweeper() {
        return new ShipmentSweeper(objects, ShipmentLayout.beside(layout));
    }

    public Rebuilder rebuilder() {
        return new Rebuilder(reader(), shipmentReader(), new JdbcRebuildTarget(database, dialect, copy));
    }

    /** A segment is begun anew somewhat after its time. */
    public Recaller recaller() {
        return new Recaller(
                shipmentReader(),
                journal(),
                recalls(),
                settings.journal().segment().plus(Duration.ofMinutes(2)));
    }

    public RecallTarget recalls() {
        return new JdbcRecallTarget(database, dialect, copy);
    }

    /** @param archive where the journal does not reach */
    public JournalPlanner journalPlanner(Archive archive) {
        return new JournalPlanner(journal(), planner(), archive);
    }

    /** @param pace of this store's restores */
    public AlternativeFinder alternatives(Archive archive, Pace pace) {
        return new AlternativeFinder(journalPlanner(archive), planner(), workspace(), archive, pace);
    }

    public PlanWorkspace workspace() {
        return new JdbcPlanWorkspace(database, dialect);
    }

    public PlanComparer comparer() {
        return new PlanComparer(workspace());
    }

    public RestoreTransactions transactions() {
        return new JdbcRestoreTransactions(database, dialect, settings.lockWait());
    }

    public Applier applier() {
        return new Applier(transactions(), schema());
    }
}
