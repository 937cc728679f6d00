package io.tillback.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.Http.Answer;
import io.tillback.demo.SampleStore;
import io.tillback.demo.TillbackClient;
import io.tillback.running.SharedEnvironment;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Long work is cancelled while it waits for the database, which would answer in a minute or never. */
class CancelIT {
    private static final Duration SECONDS = Duration.ofSeconds(15);

    private static SampleStore store;
    private static TillbackClient operator;
    private static String snapshot;

    @BeforeAll
    static void take_a_snapshot() {
        store = SharedServer.store();
        operator = SharedServer.as("operator");
        snapshot = operator.takeSnapshot();
    }

    @Test
    void a_snapshot_that_waits_for_a_lock_is_cancelled_and_leaves_nothing() throws SQLException {
        JsonNode ended = cancelledWhileTheStoreHolds(
                "ACCESS EXCLUSIVE", () -> operator.http().post("snapshots", "{\"tier\":\"manual\"}"));

        String unfinished = ended.at("/result/id").asText();
        assertThat(operator.http().get("snapshots/" + unfinished).get("state").asText())
                .isEqualTo("failed");
        try (Bucket bucket = SharedServer.bucket()) {
            assertThat(bucket.findKeys("/" + unfinished + "/")).isEmpty();
        }
    }

    @Test
    void a_plan_that_waits_for_a_lock_is_cancelled_and_leaves_no_table() throws SQLException {
        JsonNode ended = cancelledWhileTheStoreHolds(
                "ACCESS EXCLUSIVE", () -> operator.http().post("plans", planOfProduct(1)));

        String plan = ended.at("/result/id").asText();
        assertThat(SharedServer.ask("SELECT count(*) FROM pg_class WHERE relname LIKE '%" + plan + "%'"))
                .isEqualTo("0");
        assertThat(operator.http().tryGet("plans/" + plan).status()).isEqualTo(404);
    }

    @Test
    void an_apply_that_waits_for_a_lock_is_cancelled_and_nothing_is_written() throws SQLException {
        JsonNode plan = damagedAndPlanned(2);
        String damaged = store.fileName(2);

        JsonNode ended = cancelledWhileTheStoreHolds("EXCLUSIVE", () -> beginToApply(plan));

        assertThat(operator.loadRestore(ended.at("/result/id").asText())
                        .get("outcome")
                        .asText())
                .isEqualTo("rolled-back");
        assertThat(store.fileName(2)).isEqualTo(damaged);
        assertThat(operator.acceptAndApply(plan, "this time for good")).isNotEmpty();
    }

    @Test
    void a_restore_that_is_committed_cannot_be_cancelled_any_more_and_says_so() {
        JsonNode job = beginToApply(damagedAndPlanned(3));
        operator.resultOf(job, step -> {});

        Answer asked = operator.http().tryDelete("jobs/" + job.get("id").asText());

        assertThat(asked.status()).isEqualTo(409);
        assertThat(asked.body().get("code").asText()).isEqualTo("JOB_OVER");
        assertThat(asked.body().get("detail").asText()).contains("is committed");
        assertThat(asked.body().get("hint").asText()).contains("take it back");
    }

    private static JsonNode cancelledWhileTheStoreHolds(String lock, Supplier<JsonNode> begin) throws SQLException {
        try (Connection connection =
                        SharedEnvironment.get().postgres().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE shop.product IN " + lock + " MODE");
            JsonNode begun = begin.get();
            Awaitility.await().atMost(SECONDS).until(() -> SharedServer.ask(
                            "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted")
                    .equals("t"));
            Instant askedAt = Instant.now();

            Answer asked = operator.http().tryDelete("jobs/" + begun.get("id").asText());
            JsonNode ended = operator.awaitEnd(begun);

            assertThat(asked.status()).isEqualTo(202);
            assertThat(ended.get("state").asText()).as("%s", ended).isEqualTo("cancelled");
            assertThat(ended.at("/failure/code").asText()).isEqualTo("JOB_CANCELLED");
            assertThat(Duration.between(askedAt, Instant.now())).isLessThan(SECONDS);
            assertThat(operator.http()
                            .tryDelete("jobs/" + begun.get("id").asText())
                            .status())
                    .as("asked again")
                    .isEqualTo(202);
            connection.rollback();
            return ended;
        }
    }

    private static JsonNode damagedAndPlanned(long product) {
        store.renameFile(product, "damaged-" + product + "-" + Instant.now().toEpochMilli() + ".zip");
        return operator.loadPlan(operator.plan(planOfProduct(product)));
    }

    private static String planOfProduct(long product) {
        return """
                {"target": {"snapshot": "%s"},
                 "tables": [{"schema": "shop", "table": "product", "columns": ["file_name"], "keys": [[%d]]}]}
                """.formatted(snapshot, product);
    }

    private static JsonNode beginToApply(JsonNode plan) {
        return operator.http()
                .post(
                        "plans/" + plan.get("id").asText() + "/restores",
                        "{\"fingerprint\":\"%s\",\"gapHash\":\"%s\"}"
                                .formatted(
                                        plan.get("fingerprint").asText(),
                                        plan.at("/gap/hash").asText()));
    }
}
