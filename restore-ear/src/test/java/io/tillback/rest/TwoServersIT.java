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
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two servers of one store: the timers of both run, and either may stand still. */
@SuppressWarnings("NullAway.Init") // JUnit calls what sets the fields.
class TwoServersIT {
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private static RunningPostgres postgres;
    private static RunningObjectStore objects;
    private static RunningServer first;
    private static RunningServer second;
    private static TillbackClient atFirst;
    private static TillbackClient atSecond;

    @BeforeAll
    static void start_two_servers_of_one_store() throws IOException {
        Path directory = FreshDirectory.create("two-servers");
        postgres = RunningPostgres.start(directory.resolve("postgres"));
        objects = RunningObjectStore.start(directory.resolve("objects"));
        Map<String, String> environment = environment();
        first = RunningServer.start("first", environment);
        SampleStore.at(first.baseUri()).fill("{\"sellers\":100,\"products\":10000,\"orders\":60000,\"seed\":2017}");
        second = RunningServer.start("second", environment);
        atFirst = TillbackClient.as(first.baseUri(), "operator", ServerEnvironment.DEMO_PASSWORD);
        atSecond = TillbackClient.as(second.baseUri(), "operator", ServerEnvironment.DEMO_PASSWORD);
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(ServerEnvironment.of(postgres, objects));
        environment.put("TILLBACK_SCHEDULE_BY", "timers");
        // Half an hour from now, so that no slot begins in the middle of a test.
        int minute = (LocalTime.now(ZoneOffset.UTC).getMinute() + 30) % 60;
        environment.put("TILLBACK_TIER_HOURLY_AT", String.valueOf(minute));
        environment.put("TILLBACK_SCHEDULE_RETRY_WAIT", "PT3S");
        environment.put("TILLBACK_TIER_MONTHLY_ENABLED", "false");
        environment.put("TILLBACK_TIER_WEEKLY_CLASS", "STANDARD");
        environment.put("TILLBACK_SNAPSHOT_PARALLELISM", "1");
        environment.put("TILLBACK_SNAPSHOT_COMPRESSION", "19");
        environment.put("TILLBACK_SNAPSHOT_BUSY_SHARE", "100");
        environment.put("JVM_ARGS", "-Xmx512m");
        return environment;
    }

    @AfterAll
    static void stop_all() {
        second.close();
        first.close();
        objects.close();
        postgres.close();
    }

    @Test
    void a_slot_that_was_missed_is_taken_once_by_the_timers_of_both_servers() throws SQLException {
        Awaitility.await()
                .atMost(LONGEST)
                .until(() -> ask("SELECT count(*) FROM tillback.slot WHERE tier = 'DAILY'") > 0);
        assertThat(ask("SELECT sum(attempts) FROM tillback.slot WHERE tier = 'DAILY'"))
                .as("slots that began before Tillback was there")
                .isZero();

        // As if the servers had been down for ten days: ten slots were missed.
        sql("UPDATE tillback.slot SET starts_at = starts_at - interval '10 days' WHERE tier = 'DAILY'");

        Awaitility.await().atMost(LONGEST).until(() -> ask("""
                        SELECT count(*) FROM tillback.slot s JOIN tillback.job j ON j.id = s.job
                        WHERE s.tier = 'DAILY' AND j.state = 'DONE'
                        """) == 1);
        Awaitility.await()
                .during(Duration.ofSeconds(45))
                .atMost(LONGEST)
                .until(() -> ask("SELECT count(*) FROM tillback.snapshot WHERE tier = 'DAILY'") == 1);
        assertThat(ask("SELECT sum(attempts) FROM tillback.slot WHERE tier = 'DAILY'"))
                .isEqualTo(1);
        assertThat(ask("SELECT count(*) FROM tillback.job WHERE kind = 'VERIFY_SNAPSHOT' AND principal = 'timer'"))
                .as("read back, once")
                .isEqualTo(1);
    }

    @Test
    void a_slot_whose_snapshot_failed_is_tried_again_and_the_reason_is_kept() throws SQLException {
        Awaitility.await()
                .atMost(LONGEST)
                .until(() -> ask("SELECT count(*) FROM tillback.slot WHERE tier = 'HOURLY'") > 0);
        try (Connection store = postgres.dataSource().getConnection();
                Statement statement = store.createStatement()) {
            store.setAutoCommit(false);
            statement.execute("LOCK TABLE shop.product IN ACCESS EXCLUSIVE MODE");
            sql("UPDATE tillback.slot SET starts_at = starts_at - interval '10 days' WHERE tier = 'HOURLY'");

            Awaitility.await().atMost(LONGEST).until(() -> ask("""
                            SELECT count(pg_terminate_backend(pid)) FROM pg_locks
                            WHERE NOT granted AND relation = 'shop.product'::regclass
                            """) > 0);
            store.rollback();
        }

        Awaitility.await().atMost(LONGEST).until(() -> ask("""
                        SELECT count(*) FROM tillback.slot s JOIN tillback.job j ON j.id = s.job
                        WHERE s.tier = 'HOURLY' AND s.attempts = 2 AND j.state = 'DONE'
                        """) == 1);
        assertThat(ask("""
                SELECT count(*) FROM tillback.job
                WHERE request LIKE 'HOURLY %' AND state = 'FAILED' AND failure_code = 'DATABASE_UNAVAILABLE'
                """)).isEqualTo(1);
    }

    @Test
    void schedulers_that_ask_both_servers_at_once_get_one_snapshot() throws SQLException {
        List<Answer> answers = IntStream.range(0, 10)
                .mapToObj(number -> CompletableFuture.supplyAsync(() ->
                        (number % 2 == 0 ? atFirst : atSecond).http().tryPost("tiers/weekly/slots", "", Map.of())))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(answers).extracting(Answer::status).containsOnlyOnce(202).containsOnly(200, 202);
        atFirst.resultOf(answers.get(0).body(), step -> {});
        assertThat(ask("SELECT count(*) FROM tillback.snapshot WHERE tier = 'WEEKLY'"))
                .isEqualTo(1);
    }

    @Test
    void a_server_that_stands_still_while_another_settles_its_snapshot_can_do_no_harm_afterwards() throws SQLException {
        JsonNode begun = atFirst.http().post("snapshots", "{\"tier\":\"manual\"}");
        String snapshot = begun.at("/result/id").asText();
        try (Bucket bucket = new Bucket(objects)) {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(LONGEST)
                    .until(() -> !bucket.findKeys("/" + snapshot + "/").isEmpty());

            first.standStill();
            JsonNode settled = atSecond.awaitEnd(begun);
            assertThat(bucket.findKeys("/" + snapshot + "/"))
                    .as("the mark that keeps its manifest from appearing")
                    .singleElement()
                    .satisfies(key -> assertThat(key).endsWith("/manifest.json"))
                    .satisfies(key -> assertThat(bucket.sizeOf(key)).isZero());
            first.goOn();

            assertThat(settled.get("state").asText()).isEqualTo("failed");
            assertThat(settled.at("/failure/code").asText()).isEqualTo("JOB_INTERRUPTED");
            Awaitility.await()
                    .during(Duration.ofSeconds(20))
                    .atMost(LONGEST)
                    .until(() -> atSecond.http()
                                    .get("jobs/" + begun.get("id").asText())
                                    .equals(settled)
                            && atSecond.http()
                                    .get("snapshots/" + snapshot)
                                    .get("state")
                                    .asText()
                                    .equals("failed"));
            assertThat(bucket.findKeys("/" + snapshot + "/"))
                    .as("its own server has cleared up, so that no mark is needed any more")
                    .isEmpty();
        }
        String next = atFirst.takeSnapshot();
        atSecond.verifySnapshot(next);
    }

    private static long ask(String query) throws SQLException {
        try (Connection connection = postgres.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void sql(String update) throws SQLException {
        try (Connection connection = postgres.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(update);
        }
    }
}
