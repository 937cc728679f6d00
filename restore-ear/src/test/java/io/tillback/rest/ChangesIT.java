package io.tillback.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.Http;
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
 * Incident 2, asked of the server: what has changed since a release was announced, and a plan without just that. Recording is
 * begun beside the shared server, which has its own switched off and leaves it alone.
 */
@SuppressWarnings("NullAway.Init") // JUnit calls what sets the fields.
class ChangesIT {
    private static Journal journal;

    @BeforeAll
    static void record() {
        SharedServer.store();
        SharedServer.update("CREATE TABLE shop.claim (id int PRIMARY KEY, payout_type text)");
        SharedServer.update("INSERT INTO shop.claim SELECT n, 'sepa' FROM generate_series(1, 50) n");
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
        SharedServer.update("DROP TABLE shop.claim");
    }

    private static final String BECAME_NULL = """
            {"table": {"schema": "shop", "name": "claim"}, "sinceRelease": "build-105",
             "before": {"column": "payout_type", "isNull": false}, "after": {"column": "payout_type", "isNull": true}}
            """;

    @Test
    void what_a_release_has_set_to_null_is_found_and_planned_away_with_the_very_answer() {
        TillbackClient operator = SharedServer.as("operator");
        SharedServer.update("UPDATE shop.claim SET payout_type = NULL WHERE id = 50");
        JsonNode announced = SharedServer.as("scheduler").http().post("releases", "{\"name\": \"build-105\"}");
        for (int id = 1; id <= 18; id++) {
            SharedServer.update("UPDATE shop.claim SET payout_type = NULL WHERE id = " + id);
        }
        SharedServer.update("UPDATE shop.claim SET payout_type = 'cheque' WHERE id = 3");
        journal.beat();

        JsonNode found = operator.http().post("changes/searches", BECAME_NULL);
        JsonNode digest = operator.http()
                .post(
                        "changes/digests",
                        "{\"table\": {\"schema\": \"shop\", \"name\": \"claim\"}, \"sinceRelease\": \"build-105\"}");
        JsonNode counts = operator.http().post("changes/counts", "{\"sinceRelease\": \"build-105\"}");
        JsonNode rows = operator.http().post("changes/rows?limit=1", """
                {"transactions": ["%s"]}
                """.formatted(
                        found.get("transactions").get(0).get("transaction").asText()));
        JsonNode plan = operator.loadPlan(operator.plan(found.get("plan").toString()));
        requireAccounted(operator, plan);
        requireAlternatives(operator, plan);
        operator.acceptAndApply(plan, "payout types, from the journal");

        assertThat(found.get("transactions")).hasSize(18);
        assertThat(found.at("/plan/tables/0/keys")).hasSize(18);
        assertThat(digest.at("/tables/0/columns/0/values/0/rows").asInt()).isEqualTo(18);
        assertThat(digest.at("/tables/0/columns/0/values/0/before").asText()).isEqualTo("sepa");
        assertThat(digest.at("/tables/0/columns/0/values/0").has("after")).isFalse();
        assertThat(counts.get("releases").get(0)).isEqualTo(announced);
        assertThat(counts.get("bucketSeconds").asInt()).isEqualTo(60);
        assertThat(rows.at("/rows/0/values/0/before").asText()).isEqualTo("sepa");
        assertThat(rows.at("/rows/0/key/0").asText()).isEqualTo("18");
        assertThat(found.at("/searched/recorded/0/table").asText()).isEqualTo("claim");
        assertThat(SharedServer.ask("SELECT string_agg(id::text, ',') FROM shop.claim WHERE payout_type IS NULL"))
                .isEqualTo("50");
        assertThat(SharedServer.ask("SELECT payout_type FROM shop.claim WHERE id = 3"))
                .isEqualTo("cheque");
        JsonNode before = operator.loadPlan(operator.plan("""
                {"target": {"beforeRelease": "build-105"}, "tables": [{"schema": "shop", "table": "claim"}]}
                """));
        assertThat(before.get("gap").get("headline").get(1).asText())
                .startsWith("The state is that before release build-105, announced by scheduler at ");
        assertThat(operator.http()
                        .get("plans/" + before.get("id").asText() + "/request")
                        .get("target"))
                .hasToString("{\"beforeRelease\":\"build-105\"}");
    }

    /** 17 of 18 go, and the one that somebody has written over since stays, with what was written. */
    private static void requireAccounted(TillbackClient operator, JsonNode plan) {
        String id = "plans/" + plan.get("id").asText();
        JsonNode conflicts = operator.http().get(id + "/conflicts?schema=shop&table=claim");

        assertThat(plan.at("/gap/changes/0")).hasToString("""
                {"broughtBack":17,"kept":2,"lost":0,"name":"claim","schema":"shop","total":19,"transactions":17}""");
        JsonNode groups = operator.http().get(id + "/changes?by=transaction").get("groups");
        assertThat(groups).hasSize(19).allSatisfy(group -> assertThat(operator.http()
                        .post("changes/rows", group.get("search").toString())
                        .get("rows"))
                .hasSize(1));
        JsonNode minute = operator.http().get(id + "/changes?by=minute").at("/groups/0/search");
        assertThat(operator.http().post("changes/searches", minute.toString()).get("transactions"))
                .isNotEmpty();
        assertThat(operator.http().get(id + "/changes?by=seller&schema=shop&table=claim"))
                .hasToString("{\"by\":\"seller\",\"groups\":[{\"broughtBack\":17,\"kept\":2,\"lost\":0}]}");
        assertThat(conflicts.get("conflicts")).hasSize(1);
        assertThat(conflicts.at("/conflicts/0/key/0").asText()).isEqualTo("3");
        assertThat(conflicts.at("/conflicts/0/before").asText()).isEqualTo("sepa");
        assertThat(conflicts.at("/conflicts/0").has("damage")).isFalse();
        assertThat(conflicts.at("/conflicts/0/live").asText()).isEqualTo("cheque");
        assertThat(conflicts.has("next")).isFalse();
    }

    /** To go back to before the first of these transactions would take the 18th with it. */
    private static void requireAlternatives(TillbackClient operator, JsonNode plan) {
        String path = "plans/" + plan.get("id").asText() + "/alternatives";
        await().until(() -> operator.http().get(path).has("lookedAt"));

        JsonNode ways = operator.http().get(path).get("alternatives");

        assertThat(ways.at("/0/target"))
                .isEqualTo(operator.http()
                        .get("plans/" + plan.get("id").asText() + "/request")
                        .get("target"));
        assertThat(ways.at("/0/gap")).isEqualTo(plan.get("gap"));
        assertThat(ways.at("/1/target").fieldNames().next()).isEqualTo("beforeTransaction");
        assertThat(ways.at("/1/gap/changes/0/lost").asInt()).isEqualTo(18);
        assertThat(ways.at("/1/effort/bytesToFetch").asInt(-1)).isZero();
        assertThat(ways.at("/1/effort/thawFirst").asBoolean(true)).isFalse();
        assertThat(SharedServer.ask("SELECT count(*) FROM pg_class WHERE relname ~ '^[a-z]+_"
                        + plan.get("id").asText() + "alt'"))
                .isEqualTo("0");
    }

    @Test
    void a_release_is_announced_once_and_listed() {
        Http scheduler = SharedServer.as("scheduler").http();
        JsonNode first = scheduler.post("releases", "{\"name\": \"build-9 \\\"x\\\"\"}");

        assertThat(scheduler.post("releases", "{\"name\": \"build-9 \\\"x\\\"\"}"))
                .isEqualTo(first);
        assertThat(first.get("announcedBy").asText()).isEqualTo("scheduler");
        assertThat(SharedServer.as("auditor")
                        .http()
                        .get("releases")
                        .get("releases")
                        .findValuesAsText("name"))
                .containsOnlyOnce("build-9 \"x\"");
        assertProblem(scheduler.tryPost("releases", "{\"name\": \" \"}", Map.of()), 400, "REQUEST_INVALID");
        assertThat(SharedServer.as("auditor")
                        .http()
                        .tryPost("releases", "{\"name\": \"mine\"}", Map.of())
                        .status())
                .isEqualTo(403);
    }

    @Test
    void what_cannot_be_searched_is_a_problem_with_a_code() {
        Http auditor = SharedServer.as("auditor").http();

        assertProblem(search(auditor, "{\"sinceRelease\": \"nobody's\"}"), 404, "RELEASE_UNKNOWN");
        assertProblem(search(auditor, "{\"key\": [1]}"), 400, "REQUEST_INVALID");
        assertProblem(search(auditor, "{\"operations\": [\"upsert\"]}"), 400, "REQUEST_INVALID");
        assertProblem(search(auditor, "{\"from\": \"noon\"}"), 400, "REQUEST_INVALID");
        assertProblem(
                search(auditor, "{\"table\": {\"schema\": \"shop\", \"name\": \"nobody\"}}"),
                422,
                "MOMENT_NOT_COVERED");
        assertProblem(
                search(auditor, "{\"table\": {\"schema\": \"shop\", \"name\": \"claim\"}, \"columns\": [\"colour\"]}"),
                422,
                "COLUMN_UNKNOWN");
        assertProblem(auditor.tryPost("changes/rows", "{}", Map.of()), 400, "REQUEST_INVALID");
        assertThat(search(SharedServer.as("scheduler").http(), "{}").status()).isEqualTo(403);
    }

    private static Http.Answer search(Http as, String criteria) {
        return as.tryPost("changes/searches", criteria, Map.of());
    }

    private static void assertProblem(Http.Answer answer, int status, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().get("code").asText()).isEqualTo(code);
    }
}
