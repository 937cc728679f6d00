package io.tillback.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.Http;
import io.tillback.demo.SampleStore;
import io.tillback.demo.TillbackClient;
import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.jdbc.JdbcJournal;
import io.tillback.jdbc.JdbcLiveSchema;
import io.tillback.journal.Journal;
import io.tillback.model.OnFailure;
import io.tillback.running.SharedEnvironment;
import io.tillback.running.StoreRoles;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Incident 3, asked of the server: when did the tag last exist, and who removed it. Recording is begun beside the shared
 * server, which has its own switched off and leaves it alone.
 */
@SuppressWarnings("NullAway.Init") // JUnit calls what sets the fields.
class RowLifeIT {
    private static final String TAG = "DC";

    private static SampleStore store;
    private static Journal journal;

    @BeforeAll
    static void record() {
        store = SharedServer.store();
        var database = SharedEnvironment.get().postgres().dataSource("postgres", StoreRoles.TILLBACK);
        var dialect = new PostgresDialect();
        journal = new Journal(
                new JdbcJournal(database, dialect), table -> OnFailure.FAIL_THE_WRITE, Duration.ofSeconds(1));
        journal.follow(new JdbcLiveSchema(database, dialect).load());
        journal.beat();
    }

    @AfterAll
    static void stop() {
        journal.stop("the test is over");
    }

    @Test
    void who_removed_a_tag_is_told_and_a_plan_brings_it_back_without_knowing_when_that_was() {
        TillbackClient operator = SharedServer.as("operator");
        String tag = SharedServer.ask("SELECT id FROM shop.tag WHERE code = '%s'".formatted(TAG));
        String uses = SharedServer.ask("SELECT count(*) FROM shop.product_tag WHERE tag_id = " + tag);
        store.mergeTags(TAG, SharedServer.ask("SELECT min(code) FROM shop.tag WHERE code <> '%s'".formatted(TAG)));
        journal.beat();

        JsonNode life = life(operator.http(), tag).orThrow();
        JsonNode newest = operator.http().post("rows/newest", """
                {"tables": [{"schema": "shop", "table": "tag", "keys": [[%s]]}]}
                """.formatted(tag));
        String where = "\"where\": {\"column\": \"tag_id\", \"is\": \"=\", \"value\": %s}, \"side\": \"target\""
                .formatted(tag);
        JsonNode plan = operator.loadPlan(operator.plan("""
                {"target": {"newestHolding": true},
                 "tables": [{"schema": "shop", "table": "tag", "keys": [[%s]]},
                            {"schema": "shop", "table": "product_tag", %s},
                            {"schema": "shop", "table": "campaign", "columns": ["tag_id"], %s}]}
                """.formatted(tag, where, where)));
        operator.acceptAndApply(plan, "the tag, from the journal");

        assertThat(life.get("now").asText()).isEqualTo("gone");
        assertThat(life.get("changes").get(0).get("kind").asText()).isEqualTo("deleted");
        assertThat(life.get("changes").get(0).get("before").get(1).get("value").asText())
                .isEqualTo(TAG);
        assertThat(life.get("lastHeld")).isEqualTo(newest);
        assertThat(newest.get("target").get("beforeTransaction"))
                .isEqualTo(life.get("changes").get(0).get("transaction"));
        assertThat(newest.get("removals").get(0).get("who").get("request").asText())
                .isNotEmpty();
        assertThat(newest.get("at").asText()).endsWith("Z");
        assertThat(plan.get("gap").get("headline").get(0).asText()).startsWith("Exact: the journal holds every change");
        assertThat(plan.get("gap").get("headline").get(1))
                .isEqualTo(newest.get("because").get(0));
        assertThat(store.tag(TAG).status()).isEqualTo(200);
        assertThat(SharedServer.ask("SELECT count(*) FROM shop.product_tag WHERE tag_id = " + tag))
                .isEqualTo(uses);
        assertThat(operator.http()
                        .get("plans/" + plan.get("id").asText() + "/request")
                        .get("target"))
                .hasToString("{\"newestHolding\":true}");
    }

    @Test
    void what_cannot_be_answered_is_a_problem_with_a_code() {
        Http operator = SharedServer.as("operator").http();

        assertProblem(operator.tryPost("rows/newest", row("1"), Map.of()), 409, "ROWS_PRESENT");
        assertProblem(operator.tryPost("rows/newest", row("987654321"), Map.of()), 422, "ROWS_NOT_FOUND");
        assertProblem(life(operator, "\"one\""), 422, "KEY_INVALID");
        assertProblem(
                operator.tryPost(
                        "rows/lives?from=yesterday",
                        "{\"table\":{\"schema\":\"shop\",\"name\":\"tag\"},\"key\":[1]}",
                        Map.of()),
                400,
                "REQUEST_INVALID");
    }

    @Test
    void auditors_may_ask_and_schedulers_may_not() {
        assertThat(life(SharedServer.as("auditor").http(), "1").status()).isEqualTo(200);
        assertThat(life(SharedServer.as("scheduler").http(), "1").status()).isEqualTo(403);
    }

    private static Http.Answer life(Http as, String key) {
        return as.tryPost(
                "rows/lives",
                "{\"table\":{\"schema\":\"shop\",\"name\":\"tag\"},\"key\":[%s]}".formatted(key),
                Map.of());
    }

    private static String row(String key) {
        return "{\"tables\":[{\"schema\":\"shop\",\"table\":\"product\",\"keys\":[[%s]]}]}".formatted(key);
    }

    private static void assertProblem(Http.Answer answer, int status, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().get("code").asText()).isEqualTo(code);
    }
}
