package io.tillback.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.Http.Answer;
import io.tillback.demo.SampleStore;
import io.tillback.demo.TillbackClient;
import io.tillback.running.FreshDirectory;
import io.tillback.running.RunningObjectStore;
import io.tillback.running.RunningPostgres;
import io.tillback.running.RunningServer;
import io.tillback.running.ServerEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Kills the server and the database, so it has its own. */
@SuppressWarnings("NullAway.Init") // JUnit calls what sets the fields.
class RestartIT {
    private static final String MANUAL = "{\"tier\":\"manual\"}";
    private static final Duration LONGEST_SETTLING = Duration.ofSeconds(90);

    private static RunningPostgres postgres;
    private static RunningObjectStore objects;
    private static RunningServer server;
    private static SampleStore store;
    private static TillbackClient operator;

    @BeforeAll
    static void start_a_server_with_a_store_that_takes_a_while_to_copy() throws IOException {
        Path directory = FreshDirectory.create("restart");
        postgres = RunningPostgres.start(directory.resolve("postgres"));
        objects = RunningObjectStore.start(directory.resolve("objects"));
        server = RunningServer.start("restart", slowly(ServerEnvironment.of(postgres, objects)));
        store = SampleStore.at(server.baseUri());
        store.fill("{\"sellers\":100,\"products\":10000,\"orders\":100000,\"seed\":2017}");
        operator = TillbackClient.as(server.baseUri(), "operator", ServerEnvironment.DEMO_PASSWORD);
    }

    /** One table after the other, each compressed as hard as can be: time to kill the server in between. */
    private static Map<String, String> slowly(Map<String, String> environment) {
        Map<String, String> slow = new HashMap<>(environment);
        slow.put("TILLBACK_SNAPSHOT_PARALLELISM", "1");
        slow.put("TILLBACK_SNAPSHOT_COMPRESSION", "19");
        slow.put("TILLBACK_SNAPSHOT_BUSY_SHARE", "100");
        return slow;
    }

    @AfterAll
    static void stop_all() {
        server.close();
        objects.close();
        postgres.close();
    }

    @Test
    void a_server_that_is_killed_in_a_snapshot_leaves_nothing_of_it_and_keeps_all_that_was_finished() {
        String snapshot = operator.takeSnapshot();
        String restore = operator.acceptAndApply(planOf(snapshot, 1), "before the kill");
        JsonNode plan = planOf(snapshot, 2);
        JsonNode restoreBefore = operator.loadRestore(restore);
        JsonNode jobsBefore = operator.http().get("jobs?limit=500").get("jobs");

        JsonNode begun = beginSnapshotAndKill();
        String unfinished = begun.get("result").get("id").asText();
        server.restart();
        JsonNode job = operator.awaitEnd(begun);

        assertThat(job.get("state").asText()).isEqualTo("failed");
        assertThat(job.get("failure").get("code").asText()).isEqualTo("JOB_INTERRUPTED");
        assertThat(job.get("failure").get("hint").asText()).contains("Begin it again");
        requireNothingLeftOf(unfinished);
        assertThat(operator.http().get("jobs?limit=500").get("jobs")).containsAll(jobsBefore);
        assertThat(operator.loadRestore(restore)).isEqualTo(restoreBefore);
        assertThat(operator.loadPlan(plan.get("id").asText())).isEqualTo(plan);

        String applied = operator.acceptAndApply(plan, "made before the kill");

        JsonNode proof = operator.loadRestore(applied).get("proof");
        assertThat(proof.get("rowsVerified").asLong()).isEqualTo(1);
        assertThat(store.fileName(2)).isNotEqualTo(damaged(2));
    }

    /** Had the dead to wait until the clock shows the time of their last sign of life again, it would be a year. */
    @Test
    void a_plan_whose_server_was_killed_leaves_nothing_even_if_the_clock_was_set_back_meanwhile() throws SQLException {
        String snapshot = operator.takeSnapshot();
        JsonNode begun =
                killedWhileTheStoreHolds("LOCK TABLE shop.product IN ACCESS EXCLUSIVE MODE", () -> operator.http()
                        .post("plans", requestOf(snapshot, 3)));
        String plan = begun.at("/result/id").asText();
        assertThat(ask("SELECT count(*) > 0 FROM pg_class WHERE relname LIKE '%" + plan + "%'"))
                .as("something was staged")
                .isEqualTo("t");
        update("UPDATE tillback.job SET beat_at = beat_at + interval '1 year' WHERE state = 'RUNNING'");

        server.restart();
        JsonNode job = operator.awaitEnd(begun);

        assertThat(job.at("/failure/code").asText()).isEqualTo("JOB_INTERRUPTED");
        assertThat(job.at("/failure/hint").asText()).contains("Begin it again");
        assertThat(operator.http().tryGet("plans/" + plan).status()).isEqualTo(404);
        assertThat(ask("SELECT count(*) FROM pg_class WHERE relname LIKE '%" + plan + "%'"))
                .isEqualTo("0");
    }

    @Test
    void an_apply_whose_server_was_killed_wrote_nothing_and_its_plan_can_be_applied_later() throws SQLException {
        JsonNode plan = planOf(operator.takeSnapshot(), 4);
        JsonNode begun = killedWhileTheStoreHolds(
                "LOCK TABLE shop.product IN EXCLUSIVE MODE", () -> operator.beginToApply(plan, "too late"));

        server.restart();
        JsonNode job = operator.awaitEnd(begun);

        assertThat(job.at("/failure/code").asText()).isEqualTo("JOB_INTERRUPTED");
        assertThat(job.at("/failure/hint").asText()).contains("Apply the plan again");
        assertThat(operator.loadRestore(begun.at("/result/id").asText())
                        .get("outcome")
                        .asText())
                .isEqualTo("rolled-back");
        assertThat(store.fileName(4)).isEqualTo(damaged(4));

        operator.acceptAndApply(plan, "after the kill");

        assertThat(store.fileName(4)).isNotEqualTo(damaged(4));
    }

    private static JsonNode killedWhileTheStoreHolds(String lock, Supplier<JsonNode> begin) throws SQLException {
        try (Connection connection = postgres.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(lock);
            JsonNode begun = begin.get();
            Awaitility.await()
                    .atMost(LONGEST_SETTLING)
                    .until(() -> ask("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted")
                            .equals("t"));
            server.kill();
            connection.rollback();
            return begun;
        }
    }

    private static String ask(String query) throws SQLException {
        try (Connection connection = postgres.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            answer.next();
            return answer.getString(1);
        }
    }

    private static void update(String statement) throws SQLException {
        try (Connection connection = postgres.dataSource().getConnection();
                Statement update = connection.createStatement()) {
            update.execute(statement);
        }
    }

    @Test
    void a_snapshot_can_be_taken_again_once_the_killed_database_is_back() {
        operator.takeSnapshot();

        postgres.kill();
        Answer meanwhile = operator.http().tryGet("snapshots");
        postgres.restart();

        assertThat(meanwhile.status()).as("%s", meanwhile.body()).isEqualTo(503);
        assertThat(meanwhile.body().get("code").asText()).isEqualTo("DATABASE_UNAVAILABLE");
        Awaitility.await()
                .atMost(LONGEST_SETTLING)
                .until(() -> operator.http().tryGet("snapshots").status() == 200);
        String snapshot = operator.takeSnapshot();
        operator.verifySnapshot(snapshot);
        assertThat(operator.http().get("snapshots/" + snapshot).get("state").asText())
                .isEqualTo("complete");
    }

    /** A plan that brings one product's file name back. */
    private static JsonNode planOf(String snapshot, long product) {
        store.renameFile(product, damaged(product));
        return operator.loadPlan(operator.plan(requestOf(snapshot, product)));
    }

    private static String requestOf(String snapshot, long product) {
        return """
                {"target": {"snapshot": "%s"},
                 "tables": [{"schema": "shop", "table": "product", "columns": ["file_name"], "keys": [[%d]]}]}
                """.formatted(snapshot, product);
    }

    private static String damaged(long product) {
        return "damaged-" + product + ".zip";
    }

    /** Waits until something of the snapshot lies in the bucket. */
    private static JsonNode beginSnapshotAndKill() {
        JsonNode begun = operator.http().tryPost("snapshots", MANUAL, Map.of()).orThrow();
        String snapshot = begun.get("result").get("id").asText();
        try (Bucket bucket = new Bucket(objects)) {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(LONGEST_SETTLING)
                    .until(() -> !bucket.findKeys("/" + snapshot + "/").isEmpty());
            server.kill();
            assertThat(bucket.findKeys("/" + snapshot + "/manifest.json"))
                    .as("killed before the snapshot was finished")
                    .isEmpty();
        }
        return begun;
    }

    private static void requireNothingLeftOf(String snapshot) {
        assertThat(operator.http().get("snapshots/" + snapshot).get("state").asText())
                .isEqualTo("failed");
        Answer planned = operator.http()
                .tryPost(
                        "plans",
                        "{\"target\":{\"snapshot\":\"%s\"},\"tables\":[{\"schema\":\"shop\",\"table\":\"tag\"}]}"
                                .formatted(snapshot),
                        Map.of());
        assertThat(planned.status()).isEqualTo(409);
        assertThat(planned.body().get("code").asText()).isEqualTo("SNAPSHOT_UNFINISHED");
        try (Bucket bucket = new Bucket(objects)) {
            // An empty object under the manifest's name keeps a manifest from appearing, should one be under way.
            assertThat(bucket.findKeys("/" + snapshot + "/"))
                    .allMatch(key -> key.endsWith("/manifest.json") && bucket.sizeOf(key) == 0);
            assertThat(bucket.countUnfinishedUploads()).isZero();
        }
    }
}
