package io.tillback.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.Http;
import io.tillback.demo.Http.Answer;
import io.tillback.demo.TillbackClient;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway.Init") // JUnit calls what sets the fields.
class RestProblemsIT {
    private static TillbackClient operator;
    private static String snapshot;

    @BeforeAll
    static void take_a_snapshot() {
        SharedServer.store();
        operator = SharedServer.as("operator");
        snapshot = operator.takeSnapshot();
    }

    @Test
    void a_snapshot_that_is_not_there_is_a_problem_with_a_code_and_a_next_step() {
        Answer answer = operator.http().tryGet("snapshots/20160301T090000Z-nosuchid");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.headers().get("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.body().get("code").asText()).isEqualTo("SNAPSHOT_UNKNOWN");
        assertThat(answer.body().get("detail").asText()).startsWith("Cannot ").contains("20160301T090000Z-nosuchid");
        assertThat(answer.body().get("hint").asText()).isNotBlank();
        assertThat(answer.body().get("type").asText()).endsWith("/problems/SNAPSHOT_UNKNOWN");
    }

    @Test
    void a_plan_for_a_snapshot_that_is_not_there_is_refused_before_a_job_is_begun() {
        Answer answer = operator.http()
                .tryPost(
                        "plans",
                        "{\"target\":{\"snapshot\":\"20160301T090000Z-nosuchid\"},"
                                + "\"tables\":[{\"schema\":\"shop\",\"table\":\"tag\"}]}",
                        Map.of());

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body().get("code").asText()).isEqualTo("SNAPSHOT_UNKNOWN");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    TABLE_UNKNOWN     | {"schema": "shop", "table": "prodcut"}
                    COLUMN_UNKNOWN    | {"schema": "shop", "table": "product", "columns": ["fileName"]}
                    KEY_INVALID       | {"schema": "shop", "table": "product", "keys": [["not a number"]]}
                    KEY_INVALID       | {"schema": "shop", "table": "product", "keys": [["1", "2"]]}
                    CONDITION_INVALID | {"schema": "shop", "table": "product", "where": {"column": "price", "is": "<", "value": "cheap"}, "side": "live"}
                    """)
    void a_scope_that_does_not_fit_the_store_fails_the_job_with_its_code(String code, String scope) {
        JsonNode job = operator.awaitEnd(operator.http()
                .post("plans", "{\"target\":{\"snapshot\":\"%s\"},\"tables\":[%s]}".formatted(snapshot, scope)));

        assertThat(job.get("state").asText()).isEqualTo("failed");
        assertThat(job.get("failure").get("code").asText()).isEqualTo(code);
        assertThat(job.get("failure").get("message").asText()).startsWith("Cannot ");
        assertThat(job.get("failure").get("hint").asText()).isNotBlank();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
                    {"target": {"snapshot": "x"}, "tables": [{"schema": "shop", "table": "tag", "colums": ["label"]}]} | tables[0] has no property 'colums'
                    {"target": {"snapshot": "x"}, "tables": [{"schema": "shop"}]}                                      | tables[0].table is missing
                    {"tables": [{"schema": "shop", "table": "tag"}]}                                                   | target is missing
                    {"target": {"snapshot": 5}}                                                                        | target.snapshot is a number
                    {"target":                                                                                         | the body
                    """)
    void a_body_that_cannot_be_read_is_refused_with_the_place(String body, String place) {
        Answer answer = operator.http().tryPost("plans", body, Map.of());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().get("code").asText()).isEqualTo("REQUEST_INVALID");
        assertThat(answer.body().get("detail").asText()).contains(place);
        assertThat(answer.body().get("hint").asText()).isNotBlank();
    }

    @Test
    void every_problem_that_can_be_met_is_listed() {
        assertThat(operator.http().get("problems").get("problems").findValuesAsText("code"))
                .contains("SNAPSHOT_UNKNOWN", "ROWS_MOVED", "UNAUTHENTICATED", "JOB_INTERRUPTED");
    }

    @Test
    void the_interface_describes_every_operation_and_how_to_sign_in() {
        JsonNode described = Http.anonymous(SharedServer.uri()).get("openapi?format=json");

        assertThat(described.get("paths").findValuesAsText("operationId"))
                .contains(
                        "loadStore",
                        "listSnapshots",
                        "loadSnapshot",
                        "loadSnapshotTables",
                        "takeSnapshot",
                        "verifySnapshot",
                        "findKey",
                        "purgeSnapshot",
                        "listTiers",
                        "takeSlot",
                        "previewRetention",
                        "listPurges",
                        "purge",
                        "listPlans",
                        "plan",
                        "loadPlan",
                        "loadPlanRequest",
                        "loadPlanRows",
                        "loadApprovals",
                        "approve",
                        "planAgain",
                        "loadPlanDifference",
                        "listRestores",
                        "loadRestore",
                        "loadDeliveries",
                        "loadWrittenRows",
                        "findNewestOfTable",
                        "findNewestOfRow",
                        "apply",
                        "takeBack",
                        "listJobs",
                        "loadJob",
                        "cancelJob",
                        "listProblems",
                        "loadProblem");
        assertThat(described.at("/components/securitySchemes/basic/scheme").asText())
                .isEqualTo("basic");
    }
}
