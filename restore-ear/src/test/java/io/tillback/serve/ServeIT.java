package io.tillback.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.Http.Answer;
import io.tillback.demo.TillbackClient;
import io.tillback.running.FreshDirectory;
import io.tillback.running.LibertyPassword;
import io.tillback.running.RunningObjectStore;
import io.tillback.running.RunningPostgres;
import io.tillback.running.RunningServer;
import io.tillback.running.StoreRoles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A database that Tillback did not make, and variables as operators set them. */
@SuppressWarnings("NullAway.Init") // JUnit calls what sets the fields.
class ServeIT {
    private static final String DATABASE = "own_store";
    private static final String ADMIN_PASSWORD = "ad${min} '\"<&> #{x} \\";

    private static Path directory;
    private static RunningPostgres postgres;

    @BeforeAll
    static void start_a_database_with_a_store() throws IOException, SQLException {
        directory = FreshDirectory.create("own-store");
        postgres = RunningPostgres.start(directory.resolve("postgres"));
        postgres.createDatabase(DATABASE);
        StoreRoles.prepare(postgres, DATABASE);
        try (var connection = postgres.dataSource(DATABASE, StoreRoles.OWNER).getConnection();
                var statement = connection.createStatement()) {
            statement.execute("""
                    CREATE SCHEMA "My Store";
                    CREATE TABLE "My Store".product (id int PRIMARY KEY, name text);
                    INSERT INTO "My Store".product SELECT n, 'product ' || n FROM generate_series(1, 1000) n;
                    CREATE TABLE public.note (id int PRIMARY KEY);
                    CREATE TABLE public.session (id int PRIMARY KEY);
                    CREATE MATERIALIZED VIEW public.names AS SELECT name FROM "My Store".product;
                    """);
        }
    }

    @AfterAll
    static void stop_the_database() {
        postgres.close();
    }

    @Test
    void a_store_of_ones_own_is_protected_until_the_process_is_asked_to_stop() throws Exception {
        int port = freePort();
        Path folder = directory.resolve("my objects");
        Map<String, String> variables = variables(port);
        variables.put("TILLBACK_SERVE_FOLDER", folder.toString());
        variables.put("TILLBACK_SERVE_HEAP", "256m");
        variables.put("TILLBACK_ADMIN_PASSWORD", ADMIN_PASSWORD);
        variables.put("TILLBACK_PROTECT_EXCLUDE", "*.session");
        variables.put("TILLBACK_JOURNAL", "on");
        variables.put("AWS_SESSION_TOKEN", "of somebody else");

        try (ServeProcess serve = ServeProcess.start(variables)) {
            serve.awaitServing();
            TillbackClient admin =
                    TillbackClient.as(URI.create("http://127.0.0.1:" + port + "/"), "admin", ADMIN_PASSWORD);
            String snapshot = admin.takeSnapshot();
            admin.verifySnapshot(snapshot);
            JsonNode taken = admin.http().get("snapshots/" + snapshot);

            assertThat(serve.output())
                    .contains(
                            "Tillback protects own_store",
                            "signed in as tillback",
                            "Protected      2 tables",
                            "materialized view public.names: it is derived",
                            "table public.session: tillback.protect.exclude names it",
                            folder.toString(),
                            "http://127.0.0.1:%d/tillback/".formatted(port),
                            "with the password of TILLBACK_ADMIN_PASSWORD")
                    .doesNotContain(ADMIN_PASSWORD, StoreRoles.TILLBACK.password());
            assertThat(taken.get("rows").asLong()).isEqualTo(1000);
            assertThat(namesIn(folder)).anyMatch(name -> name.endsWith(snapshot + "/manifest.json"));
            assertThat(connectionsNamed("Tillback's own")).isPositive();
            assertThatDamageIsTakenBackFromTheJournal(admin);
            assertThatAnHourlySnapshotHoldsWhatChanged(admin);

            List<ProcessHandle> server = serve.children();
            serve.terminate();
            serve.awaitEnd();

            assertThat(serve.output()).contains("Stopped.").doesNotContain("Cannot");
            assertThat(server).isNotEmpty().noneMatch(ProcessHandle::isAlive);
            assertThat(namesIn(folder)).anyMatch(name -> name.endsWith(snapshot + "/manifest.json"));
            assertThat(connectionsNamed("Tillback's own")).isZero();
        }
    }

    private static void assertThatDamageIsTakenBackFromTheJournal(TillbackClient admin) throws SQLException {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> ask("SELECT count(*) FROM tillback.journal WHERE last_cut IS NULL") == 2);
        Instant before = Awaitility.await()
                .until(() -> newestMoment(), moment -> moment.isPresent())
                .orElseThrow();
        assertThat(admin.loadJournal().get("coverage")).hasSize(2).allMatch(one -> !one.has("reason"));
        store("UPDATE \"My Store\".product SET name = 'lost'");

        String plan = admin.plan("""
                {"target": {"instant": "%s"}, "tables": [{"schema": "My Store", "table": "product"}]}
                """.formatted(before));
        admin.acceptAndApply(admin.loadPlan(plan), "from the journal");

        assertThat(ask("SELECT count(*) FROM \"My Store\".product WHERE name = 'product ' || id"))
                .isEqualTo(1000);
    }

    private static void assertThatAnHourlySnapshotHoldsWhatChanged(TillbackClient admin) throws SQLException {
        String full = admin.takeSnapshot();
        store("UPDATE \"My Store\".product SET name = 'renamed' WHERE id <= 3");
        store("DELETE FROM \"My Store\".product WHERE id = 4");
        String hourly = admin.resultOf(admin.http().post("snapshots", "{\"tier\": \"hourly\"}"), step -> {});
        store("TRUNCATE \"My Store\".product");

        JsonNode taken = admin.http().get("snapshots/" + hourly);
        assertThat(taken.get("base").asText()).isEqualTo(full);
        assertThat(taken.get("rows").asLong()).isEqualTo(3);
        assertThat(admin.http().get("snapshots/" + hourly + "/tables").findValuesAsText("holds"))
                .hasSize(2)
                .containsOnly("changed-rows");
        String plan = admin.plan("""
                {"target": {"snapshot": "%s"}, "tables": [{"schema": "My Store", "table": "product"}]}
                """.formatted(hourly));
        admin.acceptAndApply(admin.loadPlan(plan), "from both snapshots");
        assertThat(ask("SELECT count(*) FROM \"My Store\".product")).isEqualTo(999);
        assertThat(ask("SELECT count(*) FROM \"My Store\".product WHERE name = 'renamed'"))
                .isEqualTo(3);

        Answer refused = admin.http().tryDelete("snapshots/" + full);
        assertThat(refused.body().get("code").asText()).isEqualTo("SNAPSHOT_KEPT");
        assertThat(refused.body().get("detail").asText()).contains("snapshot " + hourly + " is built on it");
        admin.resultOf(admin.http().tryDelete("snapshots/" + hourly).orThrow(), step -> {});
        admin.resultOf(admin.http().tryDelete("snapshots/" + full).orThrow(), step -> {});
        assertThat(admin.http().get("snapshots/" + full).get("state").asText()).isEqualTo("purged");
    }

    private static Optional<Instant> newestMoment() throws SQLException {
        try (var connection = postgres.dataSource(DATABASE).getConnection();
                var row = connection.createStatement().executeQuery("""
                        SELECT max(m.taken_at) FROM tillback.moment m
                        WHERE m.taken_at > (SELECT max(since) FROM tillback.journal)""")) {
            row.next();
            return Optional.ofNullable(row.getObject(1, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
        }
    }

    private static void store(String statement) throws SQLException {
        try (var connection = postgres.dataSource(DATABASE, StoreRoles.OWNER).getConnection()) {
            connection.createStatement().execute(statement);
        }
    }

    private static long ask(String query) throws SQLException {
        try (var connection = postgres.dataSource(DATABASE).getConnection();
                var row = connection.createStatement().executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void a_bucket_that_is_missing_or_forbidden_is_named_before_the_server_is_started() throws Exception {
        try (RunningObjectStore objects = RunningObjectStore.start(directory.resolve("objects"))) {
            Map<String, String> variables = variables(freePort());
            variables.put("TILLBACK_S3_ENDPOINT", objects.endpoint().toString());
            variables.put("TILLBACK_S3_BUCKET", "no-such-bucket");
            variables.put("AWS_ACCESS_KEY_ID", objects.accessKey());
            variables.put("AWS_SECRET_ACCESS_KEY", objects.secretKey());

            assertRefused(
                    variables,
                    "Cannot use bucket no-such-bucket: the object store answered 404 NoSuchBucket"
                            + " (tillback.s3.bucket = 'no-such-bucket')",
                    "Check that bucket no-such-bucket exists");

            variables.put("TILLBACK_S3_BUCKET", objects.bucket());
            variables.put("AWS_SECRET_ACCESS_KEY", "not-the-one");

            assertRefused(
                    variables,
                    "Cannot use bucket tillback: the object store answered 403 SignatureDoesNotMatch",
                    "what the credentials may do in it");
        }
    }

    @Test
    void a_server_that_is_started_by_itself_says_in_its_log_what_it_refuses() throws IOException {
        Map<String, String> variables = variables(0);
        variables.remove("TILLBACK_HTTP_PORT");
        variables.put("TILLBACK_STORE_PASSWORD", LibertyPassword.encode(StoreRoles.TILLBACK.password()));
        variables.put("TILLBACK_SNAPSHOT_COMPRESSION", "best");
        int port = freePort();

        assertThatIllegalStateException()
                .isThrownBy(() -> RunningServer.startAlone("127.0.0.1", port, "refused", variables))
                .withMessageStartingWith("Cannot start the server: Tillback does not start. Cannot start Tillback: "
                        + "tillback.snapshot.compression = 'best': must be a whole number from 1 to 19; "
                        + "tillback.s3.bucket is not set. Correct these keys");
    }

    @Test
    void what_is_missing_is_named_before_anything_is_started() throws Exception {
        assertRefused(
                Map.of("TILLBACK_S3_ENDPOINT", "http://127.0.0.1:9000"),
                "TILLBACK_STORE_URL is not set",
                "TILLBACK_STORE_USER is not set",
                "TILLBACK_STORE_PASSWORD is not set",
                "TILLBACK_S3_BUCKET is not set",
                "docs/OPERATIONS.md");
    }

    @Test
    void what_is_malformed_is_named_before_anything_is_started() throws Exception {
        Map<String, String> variables = variables(0);
        variables.put("TILLBACK_STORE_URL", "postgresql://me:secret@db.example/shop");
        variables.put("TILLBACK_SERVE_HEAP", "big");

        String refusal = assertRefused(
                variables,
                "TILLBACK_STORE_URL = 'postgresql://…@db.example/shop': must be a JDBC URL",
                "TILLBACK_HTTP_PORT = '0': must be a whole number",
                "TILLBACK_SERVE_HEAP = 'big'");

        assertThat(refusal).doesNotContain("secret");
    }

    @Test
    void a_misspelt_variable_is_named_before_the_server_is_started() throws Exception {
        Map<String, String> variables = variables(freePort());
        variables.put("TILLBACK_SERVE_FOLDER", directory.resolve("unused").toString());
        variables.put("TILLBACK_SNAPSHOT_PARALELISM", "4");

        assertRefused(variables, "TILLBACK_SNAPSHOT_PARALELISM is not a key of Tillback");
    }

    @Test
    void a_wrong_password_is_named_and_not_shown() throws Exception {
        Map<String, String> variables = variables(freePort());
        variables.put("TILLBACK_STORE_PASSWORD", "wrong-one");

        String refusal = assertRefused(
                variables, "password authentication failed for user \"tillback\"", "TILLBACK_STORE_PASSWORD");

        assertThat(refusal).doesNotContain("wrong-one");
    }

    @Test
    void a_database_that_does_not_answer_is_named_with_its_address() throws Exception {
        int nobody = freePort();
        Map<String, String> variables = variables(freePort());
        variables.put("TILLBACK_STORE_URL", "jdbc:postgresql://127.0.0.1:" + nobody + "/shop?user=x&password=hidden");

        String refusal = assertRefused(
                variables, "TILLBACK_STORE_URL", "127.0.0.1:" + nobody, "Check that the store's database is up");

        assertThat(refusal).doesNotContain("hidden");
    }

    @Test
    void a_port_that_is_taken_is_named() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertRefused(
                    variables(taken.getLocalPort()),
                    "Cannot serve on port " + taken.getLocalPort(),
                    "Set TILLBACK_HTTP_PORT to a free port");
        }
    }

    private static Map<String, String> variables(int port) {
        return new HashMap<>(Map.of(
                "TILLBACK_STORE_URL", postgres.jdbcUrl(DATABASE) + "?sslmode=prefer&ApplicationName=Tillback's%20own",
                "TILLBACK_STORE_USER", StoreRoles.TILLBACK.role(),
                "TILLBACK_STORE_PASSWORD", StoreRoles.TILLBACK.password(),
                "TILLBACK_HTTP_PORT", Integer.toString(port)));
    }

    private static String assertRefused(Map<String, String> variables, String... said) throws Exception {
        try (ServeProcess serve = ServeProcess.start(variables)) {
            assertThat(serve.awaitEnd()).isEqualTo(1);
            assertThat(serve.output()).contains("Cannot ").contains(said).doesNotContain("\tat ");
            return serve.output();
        }
    }

    private static long connectionsNamed(String application) throws SQLException {
        try (var connection = postgres.dataSource().getConnection();
                var statement = connection.prepareStatement(
                        "SELECT count(*) FROM pg_stat_activity WHERE application_name = ?")) {
            statement.setString(1, application);
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static List<String> namesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toString).toList();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
