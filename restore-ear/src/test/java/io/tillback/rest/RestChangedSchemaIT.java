package io.tillback.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.Http.Answer;
import io.tillback.demo.TillbackClient;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Restores across a changed schema, along foreign keys and seller by seller, as a script asks for them. */
class RestChangedSchemaIT {
    private static TillbackClient operator;
    private static String snapshot;

    @BeforeAll
    static void take_a_snapshot_and_change_the_schema() {
        SharedServer.store();
        operator = SharedServer.as("operator");
        SharedServer.update("""
                CREATE SCHEMA attic;
                CREATE TABLE attic.rule (id int PRIMARY KEY, code text NOT NULL);
                CREATE TABLE attic.use (id int PRIMARY KEY, rule int REFERENCES attic.rule ON DELETE CASCADE);
                CREATE TABLE attic.note (id int PRIMARY KEY, words text);
                INSERT INTO attic.rule SELECT n, 'c' || n FROM generate_series(1, 9) n;
                INSERT INTO attic.use SELECT n, (n - 1) % 9 + 1 FROM generate_series(1, 18) n;
                INSERT INTO attic.note SELECT n, 'n' || n FROM generate_series(1, 5) n
                """);
        snapshot = operator.takeSnapshot();
        SharedServer.update("""
                DELETE FROM attic.rule WHERE id <= 3;
                ALTER TABLE attic.rule RENAME code TO code_v2;
                ALTER TABLE attic.rule RENAME TO policy;
                DROP TABLE attic.note;
                UPDATE shop.product SET price = price + 1 WHERE seller_id <= 3
                """);
    }

    @AfterAll
    static void clear_up() {
        SharedServer.update("DROP SCHEMA attic CASCADE");
        SharedServer.update("UPDATE shop.product SET price = price - 1 WHERE seller_id = 3");
    }

    @Test
    void rows_of_a_renamed_table_come_back_with_what_vanished_along() {
        JsonNode plan = operator.loadPlan(operator.plan("""
                {"target": {"snapshot": "%s"},
                 "tables": [{"schema": "attic", "table": "policy", "was": {"schema": "attic", "table": "rule"},
                             "columnMap": [{"column": "code_v2", "from": "code"}], "keys": [[1], [2]]}],
                 "policy": {"dependents": "follow"}}
                """.formatted(snapshot)));

        String restore = operator.acceptAndApply(plan, "renamed meanwhile");

        assertThat(texts(plan.get("drift"), "kind")).containsExactly("table-renamed", "column-mapped");
        assertThat(plan.get("drift").get(0).get("answer").asText()).startsWith("It was called attic.rule then");
        assertThat(texts(plan.get("tables"), "name")).containsExactly("policy", "use");
        assertThat(texts(plan.get("tables"), "reason")).containsExactly("requested", "followed");
        assertThat(operator.loadRestore(restore).get("part").get("of").asText()).isEqualTo("whole");
        assertThat(SharedServer.ask("SELECT string_agg(code_v2, ',' ORDER BY id) FROM attic.policy WHERE id <= 3"))
                .isEqualTo("c1,c2");
        assertThat(SharedServer.ask("SELECT count(*) FROM attic.use WHERE rule <= 3"))
                .isEqualTo("4");
        JsonNode request = operator.http().get("plans/" + plan.get("id").asText() + "/request");
        assertThat(request.get("tables").get(0).get("was").get("table").asText())
                .isEqualTo("rule");
        assertThat(request.get("policy").get("dependents").asText()).isEqualTo("follow");
    }

    @Test
    void a_dropped_table_shows_the_sql_that_creates_it_again_and_comes_back() {
        JsonNode plan = operator.loadPlan(operator.plan("""
                {"target": {"snapshot": "%s"}, "tables": [{"schema": "attic", "table": "note"}]}
                """.formatted(snapshot)));

        operator.acceptAndApply(plan, "dropped");

        JsonNode rebuild = plan.get("tables").get(0).get("rebuild");
        assertThat(rebuild.get(0).asText()).startsWith("CREATE TABLE attic.note");
        assertThat(plan.get("drift").get(0).get("kind").asText()).isEqualTo("table-dropped");
        assertThat(SharedServer.ask("SELECT string_agg(words, ',' ORDER BY id) FROM attic.note"))
                .isEqualTo("n1,n2,n3,n4,n5");
    }

    @Test
    void a_plan_in_whose_way_a_foreign_key_stands_says_why_and_what_to_do() {
        JsonNode plan = operator.loadPlan(operator.plan("""
                {"target": {"snapshot": "%s"}, "tables": [{"schema": "attic", "table": "use", "keys": [[3]]}]}
                """.formatted(snapshot)));

        JsonNode blocker = plan.get("foreignKeys").get(0);
        Answer refused = operator.http().tryPost(restores(plan), acceptance(plan, "{\"of\":\"whole\"}"), Map.of());

        assertThat(plan.get("blocked").asBoolean()).isTrue();
        assertThat(blocker.get("fact").asText())
                .startsWith("1 row it would write to attic.use refers to missing rows of attic.policy");
        assertThat(blocker.get("hint").asText()).contains("created, null or skipped");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().get("code").asText()).isEqualTo("PLAN_BLOCKED");
    }

    @Test
    void a_plan_is_applied_to_one_seller_first_and_to_the_rest_later() {
        JsonNode plan = operator.loadPlan(operator.plan("""
                {"target": {"snapshot": "%s"},
                 "tables": [{"schema": "shop", "table": "product", "columns": ["price"],
                             "where": {"column": "seller_id", "in": ["1", "2"]}, "side": "live"}]}
                """.formatted(snapshot)));
        long rowsOfOne = Long.parseLong(SharedServer.ask("SELECT count(*) FROM shop.product WHERE seller_id = 1"));

        assertThat(sellers(plan).get("sellers").findValuesAsText("seller")).containsExactlyInAnyOrder("1", "2");
        String first = operator.acceptAndApply(plan, "one first", "{\"of\":\"sellers\",\"sellers\":[\"1\"]}");

        JsonNode restored = operator.loadRestore(first);
        assertThat(restored.get("proof").get("rowsVerified").asLong()).isEqualTo(rowsOfOne);
        assertThat(restored.get("part").get("sellers").get(0).asText()).isEqualTo("1");
        assertThat(reload(plan).get("state").asText()).isEqualTo("partly-applied");
        assertThat(sellers(plan).get("parts")).hasSize(1);
        assertRefused(plan, "{\"of\":\"sellers\",\"sellers\":[\"1\"]}", 409, "PLAN_ALREADY_APPLIED");
        assertRefused(plan, "{\"of\":\"whole\"}", 409, "PLAN_ALREADY_APPLIED");
        assertRefused(plan, "{\"of\":\"sellers\",\"sellers\":[\"no such\"]}", 422, "SELLER_UNKNOWN");
        assertRefused(plan, "{\"of\":\"rest\",\"sellers\":[\"2\"]}", 400, "REQUEST_INVALID");

        Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
        JsonNode job = operator.http()
                .tryPost(restores(plan), acceptance(plan, "{\"of\":\"rest\"}"), key)
                .orThrow();
        String rest = operator.resultOf(job, step -> {});
        JsonNode again = operator.http()
                .tryPost(restores(plan), acceptance(plan, "{\"of\":\"rest\"}"), key)
                .orThrow();

        assertThat(again.get("id")).isEqualTo(job.get("id"));
        assertThat(operator.loadRestore(rest).get("part").toString())
                .isEqualTo("{\"exceptSellers\":[\"1\"],\"of\":\"rest\",\"withoutSeller\":\"include\"}");
        assertThat(reload(plan).get("state").asText()).isEqualTo("applied");
        assertThat(texts(sellers(plan).get("sellers"), "state")).containsOnly("applied");
    }

    private static JsonNode reload(JsonNode plan) {
        return operator.loadPlan(plan.get("id").asText());
    }

    private static JsonNode sellers(JsonNode plan) {
        String path = "plans/" + plan.get("id").asText() + "/sellers";
        JsonNode overall = operator.http().get(path);
        assertThat(operator.http().get(path + "?schema=shop&table=product")).isEqualTo(overall);
        return overall;
    }

    private static void assertRefused(JsonNode plan, String part, int status, String code) {
        Answer answer = operator.http().tryPost(restores(plan), acceptance(plan, part), Map.of());
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
        assertThat(answer.body().get("code").asText()).isEqualTo(code);
    }

    private static String restores(JsonNode plan) {
        return "plans/" + plan.get("id").asText() + "/restores";
    }

    private static String acceptance(JsonNode plan, String part) {
        return "{\"fingerprint\":\"%s\",\"gapHash\":\"%s\",\"part\":%s}"
                .formatted(
                        plan.get("fingerprint").asText(),
                        plan.get("gap").get("hash").asText(),
                        part);
    }

    private static List<String> texts(JsonNode list, String property) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(each -> each.get(property).asText())
                .toList();
    }
}
