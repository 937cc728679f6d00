package io.tillback.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.Http.Answer;
import io.tillback.demo.TillbackClient;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // JUnit calls what sets the field.
class RestIdempotencyIT {
    private static final String MANUAL = "{\"tier\":\"manual\"}";
    private static final long CAMPAIGN = 3;

    private static TillbackClient operator;

    @BeforeAll
    static void sign_in() {
        SharedServer.store();
        operator = SharedServer.as("operator");
    }

    @Test
    void the_same_key_sent_again_gets_the_first_job_and_no_second_snapshot() {
        Map<String, String> key = newKey();
        int before = operator.http().get("snapshots").get("snapshots").size();

        JsonNode first = operator.http().tryPost("snapshots", MANUAL, key).orThrow();
        JsonNode second = operator.http().tryPost("snapshots", MANUAL, key).orThrow();
        operator.awaitEnd(first);
        JsonNode third = operator.http().tryPost("snapshots", MANUAL, key).orThrow();

        assertThat(second.get("id")).isEqualTo(first.get("id"));
        assertThat(third.get("id")).isEqualTo(first.get("id"));
        assertThat(third.get("state").asText()).isEqualTo("done");
        assertThat(operator.http().get("snapshots").get("snapshots")).hasSize(before + 1);
    }

    @Test
    void the_same_key_sent_at_the_same_time_gets_one_job_and_one_snapshot() {
        Map<String, String> key = newKey();
        int before = operator.http().get("snapshots").get("snapshots").size();

        List<Answer> answers = atOnce(() -> operator.http().tryPost("snapshots", MANUAL, key));
        answers.forEach(answer -> operator.awaitEnd(answer.orThrow()));

        assertThat(answers.stream().map(answer -> answer.body().get("id").asText()))
                .containsOnly(answers.get(0).body().get("id").asText());
        assertThat(operator.awaitEnd(answers.get(0).body()).get("state").asText())
                .isEqualTo("done");
        assertThat(operator.http().get("snapshots").get("snapshots")).hasSize(before + 1);
    }

    @Test
    void a_key_used_for_another_request_is_refused() {
        Map<String, String> key = newKey();
        JsonNode first = operator.http().tryPost("snapshots", MANUAL, key).orThrow();

        Answer other = operator.http().tryPost("snapshots", "{\"tier\":\"daily\"}", key);
        operator.awaitEnd(first);

        assertThat(other.status()).isEqualTo(422);
        assertThat(other.body().get("code").asText()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(other.body().get("detail").asText()).contains(first.get("id").asText());
    }

    @Test
    void an_apply_sent_with_one_key_at_the_same_time_restores_once() {
        JsonNode plan = planOfOneBudget();
        Map<String, String> key = newKey();

        List<Answer> answers = atOnce(() -> operator.http().tryPost(restores(plan), acceptance(plan), key));
        answers.forEach(answer -> operator.awaitEnd(answer.orThrow()));

        assertThat(answers.stream().map(answer -> answer.body().get("id").asText()))
                .containsOnly(answers.get(0).body().get("id").asText());
        assertThat(outcomes(plan)).containsExactly("committed");
    }

    @Test
    void an_apply_sent_with_many_keys_at_the_same_time_restores_once() {
        JsonNode plan = planOfOneBudget();

        List<Answer> answers = atOnce(() -> operator.http().tryPost(restores(plan), acceptance(plan), newKey()));
        answers.stream().filter(answer -> answer.status() == 202).forEach(answer -> operator.awaitEnd(answer.body()));

        assertThat(outcomes(plan)).containsOnlyOnce("committed");
        assertThat(outcomes(plan)).containsOnly("committed", "rolled-back");
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 202)
                .allSatisfy(answer ->
                        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(409));
    }

    /** Something of its own to bring back: a campaign's budget, changed after a snapshot. */
    private static JsonNode planOfOneBudget() {
        String snapshot = operator.takeSnapshot();
        SharedServer.update("UPDATE shop.campaign SET budget = budget + 1 WHERE id = " + CAMPAIGN);
        return operator.loadPlan(operator.plan("""
                {"target": {"snapshot": "%s"},
                 "tables": [{"schema": "shop", "table": "campaign", "columns": ["budget"], "keys": [[%d]]}]}
                """.formatted(snapshot, CAMPAIGN)));
    }

    private static String restores(JsonNode plan) {
        return "plans/" + plan.get("id").asText() + "/restores";
    }

    private static String acceptance(JsonNode plan) {
        return "{\"fingerprint\":\"%s\",\"gapHash\":\"%s\"}"
                .formatted(
                        plan.get("fingerprint").asText(),
                        plan.get("gap").get("hash").asText());
    }

    private static List<String> outcomes(JsonNode plan) {
        return StreamSupport.stream(
                        operator.http().get("restores").get("restores").spliterator(), false)
                .filter(restore -> restore.get("plan").equals(plan.get("id")))
                .map(restore -> restore.get("outcome").asText())
                .toList();
    }

    private static List<Answer> atOnce(Supplier<Answer> request) {
        List<CompletableFuture<Answer>> sent = IntStream.range(0, 4)
                .mapToObj(number -> CompletableFuture.supplyAsync(request, command -> new Thread(command).start()))
                .toList();
        return sent.stream().map(CompletableFuture::join).toList();
    }

    private static Map<String, String> newKey() {
        return Map.of("Idempotency-Key", UUID.randomUUID().toString());
    }
}
