package io.tillback.replay;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.SampleStore;
import io.tillback.demo.TillbackClient;
import io.tillback.running.FreshDirectory;
import io.tillback.running.RunningObjectStore;
import io.tillback.running.RunningPostgres;
import io.tillback.running.RunningServer;
import io.tillback.running.ServerEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * A store whose changes are recorded, by Tillback and, apart from it, from the write-ahead log. All incidents of a run share
 * it; the first that asks starts it. Plans that write more than {@link #MOST_ROWS} rows need two approvals.
 */
final class RecordedStore {
    static final int MOST_ROWS = 15;

    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final List<String> TABLES = List.of(
            "seller",
            "sign_in",
            "product",
            "orders",
            "order_line",
            "tag",
            "product_tag",
            "campaign",
            "campaign_product");
    private static Optional<RecordedStore> current = Optional.empty();

    private final RunningPostgres postgres;
    private final RunningObjectStore objects;
    private final RunningServer server;
    private final WalRecording wal;

    private RecordedStore(
            RunningPostgres postgres, RunningObjectStore objects, RunningServer server, WalRecording wal) {
        this.postgres = postgres;
        this.objects = objects;
        this.server = server;
        this.wal = wal;
    }

    static synchronized RecordedStore get() {
        if (current.isEmpty()) {
            current = Optional.of(start());
        }
        return current.get();
    }

    private static RecordedStore start() {
        try {
            Path directory = FreshDirectory.create("replay");
            RunningPostgres postgres = RunningPostgres.start(directory.resolve("postgres"));
            RunningObjectStore objects = RunningObjectStore.start(directory.resolve("objects"));
            Map<String, String> environment = new HashMap<>(ServerEnvironment.of(postgres, objects));
            environment.put("TILLBACK_JOURNAL", "on");
            environment.put("TILLBACK_POLICY_APPROVERS", "2");
            environment.put("TILLBACK_POLICY_APPROVERS_ABOVE_LOST", "off");
            environment.put("TILLBACK_POLICY_APPROVERS_ABOVE_ROWS_WRITTEN", String.valueOf(MOST_ROWS));
            environment.put("TILLBACK_POLICY_APPROVERS_WHEN_UNKNOWN", "false");
            RunningServer server = RunningServer.start("replay", environment);
            SampleStore.filledAt(server.baseUri());
            nameFirstSeller(postgres);
            RecordedStore store =
                    new RecordedStore(postgres, objects, server, WalRecording.begin(postgres.dataSource()));
            store.awaitRecorded("shop", TABLES, Instant.EPOCH);
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the store of the incidents", e);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot record the store of the incidents", e);
        }
    }

    /** As seller-1 signs in: see tillback.seller.logins. */
    private static void nameFirstSeller(RunningPostgres postgres) throws SQLException {
        try (Connection connection = postgres.storesOwn().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute("UPDATE shop.seller SET email = 'seller-1' WHERE id = 1");
        }
    }

    SampleStore store() {
        return SampleStore.at(server.baseUri());
    }

    /** The store as one of its users sees it. */
    SampleStore storeAs(String user) {
        return SampleStore.as(server.baseUri(), user, ServerEnvironment.DEMO_PASSWORD);
    }

    TillbackClient operator() {
        return as("operator");
    }

    TillbackClient as(String user) {
        return TillbackClient.as(server.baseUri(), user, ServerEnvironment.DEMO_PASSWORD);
    }

    WalRecording wal() {
        return wal;
    }

    /** Alters a table, and returns when its changes are recorded in the new shape. */
    void alter(String schema, String table, String statement) throws SQLException {
        String before = ask("SELECT clock_timestamp() AT TIME ZONE 'UTC'");
        sql(statement);
        awaitRecorded(schema, List.of(table), Instant.parse(before.replace(' ', 'T') + "Z"));
    }

    /**
     * Returns when every change of the tables is recorded.
     *
     * @param since an instant before which recording does not count
     */
    void awaitRecorded(String schema, List<String> tables, Instant since) {
        Awaitility.await(tables + " recorded").atMost(LONGEST).until(() -> {
            JsonNode coverage = operator().loadJournal().get("coverage");
            return tables.stream().allMatch(table -> StreamSupport.stream(coverage.spliterator(), false)
                    .anyMatch(interval -> interval.get("schema").asText().equals(schema)
                            && interval.get("table").asText().equals(table)
                            && Instant.parse(interval.get("since").asText()).isAfter(since)
                            && !interval.hasNonNull("last")));
        });
    }

    /** As somebody with the store's own role and a console of SQL. */
    void sql(String statement) throws SQLException {
        try (Connection connection = postgres.storesOwn().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    /** As the database's administrator. */
    void administer(String statement) throws SQLException {
        try (Connection connection = postgres.dataSource().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    /** The rows of a query with two columns of text, the first of them a key. */
    Map<String, String> pairs(String query) throws SQLException {
        Map<String, String> pairs = new TreeMap<>();
        try (Connection connection = postgres.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                pairs.put(rows.getString(1), rows.getString(2));
            }
        }
        return pairs;
    }

    String ask(String query) throws SQLException {
        return pairs("SELECT 'it', COALESCE((" + query + ")::text, '')").getOrDefault("it", "");
    }

    private void close() {
        server.close();
        objects.close();
        postgres.close();
    }

    /** Ends the store with JUnit's session. */
    public static final class Closer implements LauncherSessionListener {
        @Override
        public void launcherSessionClosed(LauncherSession session) {
            current.ifPresent(RecordedStore::close);
            current = Optional.empty();
        }
    }
}
