package io.tillback.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tillback.demo.Http.Answer;
import io.tillback.demo.TillbackClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // JUnit calls what sets the fields.
class RestPlansIT {
    private static final String PRICES =
            "SELECT md5(string_agg(id || ' ' || price, ',' ORDER BY id)) FROM shop.product";

    private TillbackClient operator;
    private String snapshot;

    @BeforeEach
    void take_a_snapshot_and_raise_prices() {
        SharedServer.store();
        operator = SharedServer.as("operator");
        snapshot = operator.takeSnapshot();
        SharedServer.update("UPDATE shop.product SET price = price + 1 WHERE id BETWEEN 101 AND 1100");
    }

    @Test
    void pages_follow_each_other_until_every_row_has_been_shown_once() {
        String plan = operator.plan(pricesOfAll());
        List<Long> numbers = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();

        long after = 0;
        JsonNode page;
        do {
            page = operator.http()
                    .get("plans/%s/rows?schema=shop&table=product&after=%d&limit=300".formatted(plan, after));
            page.get("rows").forEach(row -> numbers.add(row.get("number").asLong()));
            sizes.add(page.get("rows").size());
            after = page.path("next").asLong();
        } while (page.has("next"));

        assertThat(sizes).containsExactly(300, 300, 300, 100);
        assertThat(numbers).isEqualTo(LongStream.rangeClosed(1, 1000).boxed().toList());
        assertThat(page.get("total").asLong()).isEqualTo(1000);
    }

    @Test
    void ten_thousand_keys_are_taken_whether_their_rows_exist_or_not() {
        String keys = IntStream.rangeClosed(101, 10_100)
                .mapToObj(key -> "[\"" + key + "\"]")
                .collect(Collectors.joining(","));

        JsonNode plan = operator.loadPlan(operator.plan("""
                {"target": {"snapshot": "%s"},
                 "tables": [{"schema": "shop", "table": "product", "columns": ["price"], "keys": [%s]}]}
                """.formatted(snapshot, keys)));

        assertThat(plan.get("rowsToWrite").asLong()).isEqualTo(1000);
    }

    /** Every byte of these names goes through JSON, a snapshot's object names and SQL. */
    @Test
    void a_table_of_hostile_names_is_restored_like_any_other() {
        String name = "a/../b.c%2E\"'`;--\t\n\\ caf\u00e9 cafe\u0301 \u6f22 \ud83d\ude00";
        String quoted = '"' + name.replace("\"", "\"\"") + '"';
        SharedServer.update("CREATE SCHEMA " + quoted);
        try {
            SharedServer.update("CREATE TABLE %1$s.%1$s (%1$s int PRIMARY KEY, v text)".formatted(quoted));
            SharedServer.update("INSERT INTO %1$s.%1$s VALUES (1, 'good')".formatted(quoted));
            String taken = operator.takeSnapshot();
            SharedServer.update("UPDATE %1$s.%1$s SET v = 'damaged'".formatted(quoted));
            String json = JsonNodeFactory.instance.textNode(name).toString();

            JsonNode plan = operator.loadPlan(operator.plan("""
                    {"target": {"snapshot": "%1$s"}, "policy": {"triggers": "fire"},
                     "tables": [{"schema": %2$s, "table": %2$s, "columns": ["v"], "keys": [["1"]]}]}
                    """.formatted(taken, json)));
            operator.acceptAndApply(plan, "hostile");

            assertThat(SharedServer.ask("SELECT v FROM %1$s.%1$s WHERE %1$s = 1".formatted(quoted)))
                    .isEqualTo("good");
        } finally {
            SharedServer.update("DROP SCHEMA %s CASCADE".formatted(quoted));
        }
    }

    @Test
    void a_plan_remembers_what_it_was_made_for() {
        String plan = operator.plan(pricesOfAll());

        JsonNode request = operator.http().get("plans/" + plan + "/request");

        assertThat(request.get("target").get("snapshot").asText()).isEqualTo(snapshot);
        assertThat(request.get("tables").get(0).get("columns").get(0).asText()).isEqualTo("price");
    }

    @Test
    void another_fingerprint_or_another_gap_than_the_plans_is_refused() {
        JsonNode plan = operator.loadPlan(operator.plan(pricesOfAll()));
        String fingerprint = plan.get("fingerprint").asText();
        String gap = plan.get("gap").get("hash").asText();

        Answer otherPlan = accept(plan, "not " + fingerprint, gap);
        Answer otherGap = accept(plan, fingerprint, "not " + gap);

        assertThat(otherPlan.status()).isEqualTo(409);
        assertThat(otherPlan.body().get("code").asText()).isEqualTo("FINGERPRINT_DIFFERS");
        assertThat(otherGap.status()).isEqualTo(409);
        assertThat(otherGap.body().get("code").asText()).isEqualTo("GAP_DIFFERS");
        assertThat(otherGap.body().get("hint").asText()).isNotBlank();
    }

    @Test
    void a_plan_whose_rows_were_dropped_is_refused_at_once() {
        JsonNode plan = operator.loadPlan(operator.plan(pricesOfAll()));
        SharedServer.updateRecords("UPDATE tillback.plan SET state = 'EXPIRED' WHERE id = '%s'"
                .formatted(plan.get("id").asText()));

        Answer refused = accept(
                plan,
                plan.get("fingerprint").asText(),
                plan.get("gap").get("hash").asText());

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().get("code").asText()).isEqualTo("PLAN_NOT_READY");
    }

    @Test
    void rows_that_moved_after_the_preview_are_named_and_nothing_is_written() {
        JsonNode plan = operator.loadPlan(operator.plan(pricesOfAll()));
        SharedServer.update("UPDATE shop.product SET price = price + 5 WHERE id = 555");
        String before = SharedServer.ask(PRICES);

        JsonNode job = operator.awaitEnd(accept(
                        plan,
                        plan.get("fingerprint").asText(),
                        plan.get("gap").get("hash").asText())
                .orThrow());

        assertThat(job.get("state").asText()).isEqualTo("failed");
        assertThat(job.get("failure").get("code").asText()).isEqualTo("ROWS_MOVED");
        assertThat(job.get("failure").get("message").asText())
                .contains("shop.product")
                .contains("555");
        assertThat(SharedServer.ask(PRICES)).isEqualTo(before);
        String restore = job.get("result").get("id").asText();
        assertThat(operator.loadRestore(restore).get("outcome").asText()).isEqualTo("rolled-back");
    }

    @Test
    void a_snapshot_that_was_read_back_says_when_and_what_was_found() {
        operator.verifySnapshot(snapshot);

        JsonNode verification = operator.http().get("snapshots/" + snapshot).get("verification");

        assertThat(verification.get("problems").asInt()).isZero();
        assertThat(verification.get("at").asText()).endsWith("Z");
    }

    @Test
    void a_job_that_is_asked_to_stop_ends() {
        JsonNode begun = operator.http().post("snapshots", "{\"tier\":\"manual\"}");

        Answer asked = operator.http().tryDelete("jobs/" + begun.get("id").asText());
        JsonNode ended = operator.awaitEnd(begun);

        assertThat(asked.status()).isEqualTo(202);
        assertThat(ended.get("state").asText()).isIn("cancelled", "done");
        String made = ended.get("result").get("id").asText();
        assertThat(operator.http().get("snapshots/" + made).get("state").asText())
                .isEqualTo(ended.get("state").asText().equals("done") ? "complete" : "failed");
    }

    private String pricesOfAll() {
        return """
                {"target": {"snapshot": "%s"},
                 "tables": [{"schema": "shop", "table": "product", "columns": ["price"]}]}
                """.formatted(snapshot);
    }

    private Answer accept(JsonNode plan, String fingerprint, String gap) {
        return operator.http()
                .tryPost(
                        "plans/" + plan.get("id").asText() + "/restores",
                        "{\"fingerprint\":\"%s\",\"gapHash\":\"%s\"}".formatted(fingerprint, gap),
                        Map.of());
    }
}
