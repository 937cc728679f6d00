package io.tillback.engine;

import io.tillback.apply.Acceptance;
import io.tillback.apply.Applier;
import io.tillback.apply.Restore;
import io.tillback.apply.RestoreTransactions;
import io.tillback.dialect.Dialect;
import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.jdbc.JdbcJournal;
import io.tillback.jdbc.JdbcJournalSegments;
import io.tillback.jdbc.JdbcLiveSchema;
import io.tillback.jdbc.JdbcPlanWorkspace;
import io.tillback.jdbc.JdbcRestoreTransactions;
import io.tillback.jdbc.JdbcRowLives;
import io.tillback.jdbc.JdbcSnapshotSource;
import io.tillback.jdbc.JdbcStagingArea;
import io.tillback.jdbc.postgresql.PostgresCopy;
import io.tillback.journal.Journal;
import io.tillback.journal.Segments;
import io.tillback.model.Json;
import io.tillback.model.Moment;
import io.tillback.model.OnFailure;
import io.tillback.model.Part;
import io.tillback.model.PastState;
import io.tillback.model.PlanId;
import io.tillback.model.Progress;
import io.tillback.model.RestoreId;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RowScope;
import io.tillback.model.SnapshotId;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.model.Tier;
import io.tillback.plan.JournalPlanner;
import io.tillback.plan.NewestMoment;
import io.tillback.plan.NewestPlanner;
import io.tillback.plan.Plan;
import io.tillback.plan.PlanPage;
import io.tillback.plan.Planner;
import io.tillback.plan.RowBiographer;
import io.tillback.plan.SellerPaths;
import io.tillback.plan.TablePlan;
import io.tillback.running.Login;
import io.tillback.running.RunningObjectStore;
import io.tillback.running.RunningPostgres;
import io.tillback.running.StoreRoles;
import io.tillback.snapshot.KeyFinder;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotLayout;
import io.tillback.snapshot.SnapshotReader;
import io.tillback.snapshot.SnapshotSettings;
import io.tillback.snapshot.SnapshotSweeper;
import io.tillback.snapshot.SnapshotTaker;
import io.tillback.snapshot.SnapshotVerifier;
import io.tillback.storage.ObjectReader;
import io.tillback.storage.ObjectStore;
import io.tillback.storage.s3.S3ObjectStore;
import io.tillback.timeline.PastColumn;
import io.tillback.timeline.Reconstructor;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.sql.DataSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The engine wired as the server wires it, on a database of its own. It signs in with the rights that the manual asks for,
 * the store as the owner of its tables; neither is a superuser.
 */
final class Engine implements AutoCloseable {
    private static final AtomicInteger COUNTER = new AtomicInteger();

    /** As Tillback signs in. */
    final DataSource database;

    /** As the store signs in. */
    final DataSource store;

    final ObjectStore objects;
    final SnapshotLayout layout;
    SellerPaths sellers = SellerPaths.NONE;
    private final RunningPostgres server;
    private final String name = "shop" + COUNTER.incrementAndGet();
    private final Dialect dialect = new PostgresDialect();
    private final ExecutorService executor = Executors.newFixedThreadPool(3);

    /** Creates a database of the name it is given. */
    @FunctionalInterface
    private interface Creation {
        void create(String name) throws SQLException;
    }

    private Engine(Login tillback, Creation creation) throws SQLException {
        this(Surroundings.postgres(), tillback, creation);
    }

    private Engine(RunningPostgres server, Login tillback, Creation creation) throws SQLException {
        this.server = server;
        creation.create(name);
        database = server.dataSource(name, tillback);
        store = server.dataSource(name, StoreRoles.OWNER);
        objects = connect(Surroundings.objects());
        layout = SnapshotLayout.of("test", name);
    }

    private Engine(Engine origin, DataSource line) {
        server = origin.server;
        database = line;
        store = origin.store;
        objects = origin.objects;
        layout = origin.layout;
    }

    /** The same store's, on another line to its database. */
    Engine through(DataSource line) {
        return new Engine(this, line);
    }

    /** A store that has no tables yet. */
    static Engine empty() throws SQLException {
        return new Engine(StoreRoles.TILLBACK, Surroundings::createStore);
    }

    static Engine on(String schema) throws SQLException {
        return on(schema, StoreRoles.TILLBACK);
    }

    /** @param tillback as whom the engine signs in */
    static Engine on(String schema, Login tillback) throws SQLException {
        Creation usual = Surroundings::createStore;
        Creation other = name -> Surroundings.createStore(name, tillback);
        Engine engine = new Engine(tillback, tillback.equals(StoreRoles.TILLBACK) ? usual : other);
        engine.sql(schema);
        return engine;
    }

    /** A store whose texts the database keeps in another encoding than UTF-8. */
    static Engine encoded(String encoding, String schema) throws SQLException {
        Engine engine = new Engine(StoreRoles.TILLBACK, name -> Surroundings.createEncodedStore(name, encoding));
        engine.sql(schema);
        return engine;
    }

    /** A store in a server of its own. */
    static Engine in(RunningPostgres server, String schema) throws SQLException {
        Engine engine = new Engine(server, StoreRoles.TILLBACK, name -> Surroundings.createStore(server, name));
        engine.sql(schema);
        return engine;
    }

    static S3ObjectStore connect(RunningObjectStore server, ExecutionInterceptor... interceptors) {
        URI endpoint = server.endpoint();
        S3Client client = S3Client.builder()
                .region(Region.of(server.region()))
                .endpointOverride(endpoint)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(server.accessKey(), server.secretKey())))
                .overrideConfiguration(override -> List.of(interceptors).forEach(override::addExecutionInterceptor))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
        return new S3ObjectStore(client, server.bucket());
    }

    /** What the store does. */
    void sql(String statements) throws SQLException {
        run(store, statements);
    }

    /** What only a superuser may do. */
    void superuserSql(String statements) throws SQLException {
        run(server.dataSource(name), statements);
    }

    /** What everybody's rows say, whatever policies hide. */
    long superuserNumber(String query) throws SQLException {
        try (Connection connection = server.dataSource(name).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void run(DataSource as, String statements) throws SQLException {
        try (Connection connection = as.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    /** Tables that are created from now on lie elsewhere. */
    void newTablesOn(Path directory) throws SQLException {
        superuserSql("CREATE TABLESPACE of_%s LOCATION '%s'".formatted(name, directory));
        superuserSql("GRANT CREATE ON TABLESPACE of_%s TO PUBLIC".formatted(name));
        superuserSql("ALTER DATABASE %1$s SET default_tablespace = of_%1$s".formatted(name));
    }

    void newTablesOnTheUsualDisk() throws SQLException {
        superuserSql("ALTER DATABASE %s RESET default_tablespace".formatted(name));
        superuserSql("DROP TABLESPACE of_" + name);
    }

    /** All rows of a query, each as one text. */
    List<String> texts(String query) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(String.valueOf(rows.getString(1)));
            }
            return texts;
        }
    }

    /** The tables that Tillback protects, in the order of their names. */
    List<TableId> tables() {
        return new JdbcLiveSchema(database, dialect)
                .load().tables().stream().map(TableShape::id).toList();
    }

    /** For a FROM: the rows a table itself holds, or its partitions. */
    String rowsOf(TableId table) throws SQLException {
        boolean partitioned = number("SELECT count(*) FROM pg_partitioned_table WHERE partrelid = '%s'::regclass"
                        .formatted(quote(table).replace("'", "''")))
                > 0;
        return (partitioned ? "" : "ONLY ") + quote(table);
    }

    static String quote(TableId table) {
        return quote(table.schema()) + "." + quote(table.name());
    }

    static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    long number(String query) throws SQLException {
        return Long.parseLong(texts(query).get(0));
    }

    /** Small ranges and chunks, so that small tables have several of both. */
    SnapshotSettings smallPieces() {
        return new SnapshotSettings(3, 64 << 10, 2 << 10, 3);
    }

    JdbcSnapshotSource source() {
        return new JdbcSnapshotSource(database, dialect, new PostgresCopy());
    }

    SnapshotTaker taker(ObjectStore store) {
        return taker(store, smallPieces());
    }

    SnapshotTaker taker(ObjectStore store, SnapshotSettings settings) {
        return new SnapshotTaker(source(), store, layout, name, settings, executor, Clock.systemUTC());
    }

    SnapshotSweeper sweeper() {
        return new SnapshotSweeper(objects, layout);
    }

    SnapshotVerifier.Report verify(Manifest manifest) {
        return new SnapshotVerifier(objects, reader()).verify(manifest.tier(), manifest.id(), Progress.NONE);
    }

    SnapshotReader reader() {
        return new SnapshotReader(objects, layout);
    }

    SnapshotId nextSnapshotId() {
        return new SnapshotId("20260301T%06dZ-test".formatted(90_000 + COUNTER.incrementAndGet()));
    }

    Manifest takeSnapshot() {
        return taker(objects).take(nextSnapshotId(), Tier.MANUAL, Progress.NONE);
    }

    JdbcStagingArea staging() {
        return new JdbcStagingArea(database, dialect, new PostgresCopy());
    }

    JdbcPlanWorkspace workspace() {
        return new JdbcPlanWorkspace(database, dialect);
    }

    /** What the housekeeping does with a plan whose server died: stages go, and rows that no record names. */
    void dropAsTheServerDoes(String planId) throws SQLException {
        PlanId plan = new PlanId(planId);
        staging().drop(plan);
        if (number("SELECT count(*) FROM tillback.plan WHERE id = '%s'".formatted(plan)) == 0) {
            workspace().drop(plan);
        }
    }

    /** Lays a table out as a snapshot holds it; the answer is the name of the stage. */
    String stage(Manifest manifest, TableId table) {
        PlanId plan = nextPlanId();
        Manifest.Table past = manifest.findTable(table).orElseThrow();
        Reconstructor reconstructor = new Reconstructor(reader(), staging());
        List<PastColumn> columns = past.shape().storedColumns().stream()
                .map(column -> PastColumn.from(column, column))
                .toList();
        reconstructor.stage(
                plan,
                1,
                new Reconstructor.Wanted(
                        reconstructor.layersOf(past, manifest.base()),
                        past.shape(),
                        columns,
                        new RowScope.AllRows(),
                        Optional.empty()),
                Progress.NONE);
        return "tillback.stage_" + plan + "_1";
    }

    Planner planner() {
        return planner(objects);
    }

    Planner planner(ObjectReader from) {
        return new Planner(
                new JdbcLiveSchema(database, dialect),
                new Reconstructor(new SnapshotReader(from, layout), staging()),
                staging(),
                workspace(),
                sellers);
    }

    Plan plan(RestoreRequest request, Manifest manifest) throws SQLException {
        return plan(request, manifest, objects);
    }

    Plan plan(RestoreRequest request, Manifest manifest, ObjectReader from) throws SQLException {
        return kept(planner(from).planFromSnapshot(nextPlanId(), request, manifest, Progress.NONE));
    }

    Journal journal() {
        return journal(table -> OnFailure.FAIL_THE_WRITE);
    }

    Journal journal(Function<TableId, OnFailure> onFailure) {
        return new Journal(new JdbcJournal(database, dialect), onFailure, Duration.ofSeconds(1));
    }

    Segments segments() {
        return new Segments(new JdbcJournalSegments(database, dialect));
    }

    /** Records every table from now on. */
    void record() {
        journal().follow(live());
    }

    StoreSchema live() {
        return new JdbcLiveSchema(database, dialect).load();
    }

    /** Plans from the journal. */
    Plan planAt(Moment moment, RestoreRequest request) throws SQLException {
        return planIn(PastState.at(moment), request);
    }

    Plan planIn(PastState state, RestoreRequest request) throws SQLException {
        return kept(journalPlanner().plan(nextPlanId(), request, state, Progress.NONE));
    }

    /** Plans from the journal, or from snapshots and the journal from them back. */
    Plan planAt(Moment moment, RestoreRequest request, List<Manifest> finished) throws SQLException {
        JournalPlanner planner = journalPlanner(finished.toArray(Manifest[]::new));
        return kept(planner.plan(nextPlanId(), request, PastState.at(moment), Progress.NONE));
    }

    /** Which falls back to some snapshots. */
    JournalPlanner journalPlanner(Manifest... finished) {
        return new JournalPlanner(journal(), planner(), new KnownSnapshots(List.of(finished)));
    }

    NewestMoment newestMoment(ObjectReader from, Manifest... finished) {
        return new NewestMoment(
                journal(),
                new JdbcRowLives(database, dialect),
                new KeyFinder(new SnapshotReader(from, layout)),
                new KnownSnapshots(List.of(finished)),
                new JdbcLiveSchema(database, dialect));
    }

    /** Plans a restore to the newest state that still holds the rows named by key. */
    Plan planNewest(RestoreRequest request, Manifest... finished) throws SQLException {
        NewestPlanner planner = new NewestPlanner(newestMoment(objects, finished), journalPlanner(finished));
        return kept(planner.plan(nextPlanId(), request, Progress.NONE));
    }

    RowBiographer biographer(Manifest... finished) {
        return new RowBiographer(journal(), new JdbcRowLives(database, dialect), newestMoment(objects, finished));
    }

    Plan planToTakeBack(Plan applied, RestoreRequest request) throws SQLException {
        return planToTakeBack(applied, new Part.Whole(), request);
    }

    Plan planToTakeBack(Plan applied, Part part, RestoreRequest request) throws SQLException {
        Planner.Applied done =
                new Planner.Applied(applied, part, Clock.systemUTC().instant());
        return kept(planner().planBefore(nextPlanId(), request, done, Progress.NONE));
    }

    PlanId nextPlanId() {
        return new PlanId("plan" + COUNTER.incrementAndGet());
    }

    Plan kept(Plan plan) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement =
                        connection.prepareStatement("INSERT INTO tillback.plan VALUES (?, now(), 'READY', '{}', ?)")) {
            statement.setString(1, plan.id().value());
            statement.setString(2, Json.write(plan));
            statement.executeUpdate();
        }
        return plan;
    }

    List<PlanPage.Row> rows(Plan plan, TablePlan table) {
        return workspace().loadPage(plan.id(), table, new Part.Whole(), 0, 500).rows();
    }

    JdbcRestoreTransactions transactions() {
        return transactions(Duration.ofSeconds(5));
    }

    JdbcRestoreTransactions transactions(Duration lockWait) {
        return new JdbcRestoreTransactions(database, dialect, lockWait);
    }

    Restore.Proof apply(Plan plan) throws SQLException {
        return apply(plan, transactions());
    }

    Restore.Proof apply(Plan plan, RestoreTransactions transactions) throws SQLException {
        return apply(plan, transactions, accept(plan));
    }

    Restore.Proof apply(Plan plan, RestoreTransactions transactions, Acceptance acceptance) throws SQLException {
        return applier(transactions).apply(begun(plan), plan, acceptance, Progress.NONE);
    }

    Applier applier(RestoreTransactions transactions) {
        return new Applier(transactions, new JdbcLiveSchema(database, dialect));
    }

    /** Writes the restore's record, as the server does before the transaction begins. */
    RestoreId begun(Plan plan) throws SQLException {
        RestoreId id = new RestoreId("restore" + COUNTER.incrementAndGet());
        try (Connection connection = database.getConnection();
                var statement = connection.prepareStatement("""
                        INSERT INTO tillback.restore (id, plan, accepted_by, gap_hash, comment, started_at, outcome)
                        VALUES (?, ?, 'test', ?, '', now(), 'RUNNING')
                        """)) {
            statement.setString(1, id.value());
            statement.setString(2, plan.id().value());
            statement.setString(3, plan.gap().hash());
            statement.executeUpdate();
        }
        return id;
    }

    static Acceptance accept(Plan plan) {
        return new Acceptance(plan.fingerprint(), plan.gap().hash(), "test");
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
