package io.tillback.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.Http.Answer;
import io.tillback.demo.TillbackClient;
import io.tillback.running.ServerEnvironment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the store, or another operator, does between a preview and its apply. */
@SuppressWarnings("NullAway.Init") // JUnit calls what sets the fields.
class TwoOperatorsIT {
    private static final String PRICES =
            "SELECT md5(string_agg(id || ' ' || price, ',' ORDER BY id)) FROM shop.product";

    private static TillbackClient operator;
    private static TillbackClient admin;

    private String snapshot;

    @BeforeAll
    static void sign_in() {
        SharedServer.store();
        operator = SharedServer.as("operator");
        admin = TillbackClient.as(SharedServer.uri(), "admin", ServerEnvironment.ADMIN_PASSWORD);
    }

    @BeforeEach
    void take_a_snapshot() {
        snapshot = operator.takeSnapshot();
    }

    @Test
    void of_two_operators_with_plans_over_the_same_rows_the_second_finds_them_moved_and_plans_again() {
        JsonNode first = planOfRaisedPrices(operator, 1001, 20);
        JsonNode second = admin.loadPlan(admin.plan(pricesOf(1011, 20)));
        operator.acceptAndApply(first, "the first");
        String before = SharedServer.ask(PRICES);

        JsonNode failed = admin.awaitEnd(apply(admin, second).orThrow());

        assertThat(failed.at("/failure/code").asText()).isEqualTo("ROWS_MOVED");
        assertThat(failed.at("/failure/message").asText()).contains("shop.product 1011", "shop.product 1020");
        assertThat(SharedServer.ask(PRICES)).isEqualTo(before);

        JsonNode again = planAgain(admin, second);
        assertThat(again.get("replaces")).isEqualTo(second.get("id"));
        JsonNode difference = admin.http().get("plans/" + again.get("id").asText() + "/difference");
        assertThat(difference.get("replaces")).isEqualTo(second.get("id"));
        assertThat(difference.get("none").asBoolean()).isFalse();
        assertThat(difference.get("unknownsNew")).isEmpty();
        assertThat(difference.at("/rows/0/total").asInt()).isEqualTo(10);
        assertThat(difference.at("/rows/0/rows/0/key/0").asText()).isEqualTo("1011");
        assertThat(difference.at("/rows/0/rows/0/before").asText()).isEqualTo("change");
        assertThat(difference.at("/rows/0/rows/0").has("after")).isFalse();
    }

    @Test
    void two_operators_with_plans_over_other_rows_of_one_table_both_restore_at_once() {
        SharedServer.update("UPDATE shop.product SET price = price + 1 WHERE id BETWEEN 1101 AND 1140");
        JsonNode first = operator.loadPlan(operator.plan(pricesOf(1101, 20)));
        JsonNode second = admin.loadPlan(admin.plan(pricesOf(1121, 20)));

        List<JsonNode> ended = atOnce(
                () -> operator.awaitEnd(apply(operator, first).orThrow()),
                () -> admin.awaitEnd(apply(admin, second).orThrow()));

        assertThat(ended)
                .allSatisfy(job -> assertThat(job.get("state").asText()).isEqualTo("done"));
        assertThat(admin.loadPlan(admin.plan(pricesOf(1101, 40)))
                        .get("rowsToWrite")
                        .asInt())
                .isZero();
    }

    @Test
    void of_two_operators_who_apply_plans_over_the_same_rows_at_once_one_restores_and_the_other_writes_nothing() {
        SharedServer.update("UPDATE shop.product SET price = price + 1 WHERE id BETWEEN 1201 AND 1240");
        JsonNode first = operator.loadPlan(operator.plan(pricesOf(1201, 40)));
        JsonNode second = admin.loadPlan(admin.plan(pricesOf(1201, 40)));

        List<JsonNode> ended = atOnce(
                () -> operator.awaitEnd(apply(operator, first).orThrow()),
                () -> admin.awaitEnd(apply(admin, second).orThrow()));

        assertThat(ended.stream().map(job -> job.get("state").asText())).containsExactlyInAnyOrder("done", "failed");
        assertThat(ended.stream().map(job -> job.at("/failure/code").asText()))
                .containsExactlyInAnyOrder("", "ROWS_MOVED");
        assertThat(Stream.concat(restoresOf(first).stream(), restoresOf(second).stream()))
                .containsExactlyInAnyOrder("committed", "rolled-back");
    }

    @Test
    void the_same_apply_sent_again_is_the_same_restore_even_once_it_could_not_be_begun_any_more() {
        JsonNode plan = planOfRaisedPrices(operator, 1301, 5);
        Map<String, String> key =
                Map.of("Idempotency-Key", "sent-twice-" + plan.get("id").asText());

        Answer first = operator.http().tryPost(restoresPath(plan), acceptance(plan), key);
        operator.awaitEnd(first.orThrow());
        Answer second = operator.http().tryPost(restoresPath(plan), acceptance(plan), key);

        assertThat(second.orThrow().get("id")).isEqualTo(first.body().get("id"));
        assertThat(restoresOf(plan)).containsExactly("committed");
    }

    @Test
    void a_product_whose_seller_was_deleted_after_the_preview_is_refused_with_the_reason_and_nothing_is_half_done() {
        SharedServer.update("INSERT INTO shop.seller (id, name, email, country, joined_at)"
                + " VALUES (9001, 'Gone', 'gone@example.com', 'DE', now())");
        SharedServer.update(
                "INSERT INTO shop.product (id, seller_id, sku, title, description, price, currency, file_name)"
                        + " SELECT 90010 + n, 9001, 'sku' || n, 't', 'd', n, 'EUR', 'f' FROM generate_series(1, 3) n");
        snapshot = operator.takeSnapshot();
        SharedServer.update("DELETE FROM shop.product WHERE id > 90010");
        SharedServer.update("UPDATE shop.product SET price = price + 1 WHERE id = 1401");
        JsonNode plan = operator.loadPlan(operator.plan("""
                {"target": {"snapshot": "%s"},
                 "tables": [{"schema": "shop", "table": "product", "keys": [["1401"], ["90011"], ["90012"], ["90013"]]}]}
                """.formatted(snapshot)));
        assertThat(plan.get("blocked").asBoolean()).isFalse();
        SharedServer.update("DELETE FROM shop.seller WHERE id = 9001");
        String before = SharedServer.ask(PRICES);

        JsonNode failed = operator.awaitEnd(apply(operator, plan).orThrow());

        assertThat(failed.at("/failure/code").asText()).isEqualTo("PLAN_BLOCKED");
        assertThat(failed.at("/failure/message").asText())
                .contains("3 rows it would write to shop.product refer to missing rows of shop.seller");
        assertThat(failed.at("/failure/hint").asText()).contains("follow");
        assertThat(SharedServer.ask(PRICES)).isEqualTo(before);
        assertThat(restoresOf(plan)).containsExactly("rolled-back");

        JsonNode again = planAgain(operator, plan);
        assertThat(again.get("blocked").asBoolean()).isTrue();
        requireProblem(apply(operator, again), "PLAN_BLOCKED", "refer to missing rows of shop.seller");
    }

    private JsonNode planOfRaisedPrices(TillbackClient by, int first, int rows) {
        SharedServer.update("UPDATE shop.product SET price = price + 1 WHERE id BETWEEN %d AND %d"
                .formatted(first, first + rows - 1));
        return by.loadPlan(by.plan(pricesOf(first, rows)));
    }

    private String pricesOf(int first, int rows) {
        return """
                {"target": {"snapshot": "%s"},
                 "tables": [{"schema": "shop", "table": "product", "columns": ["price"], "side": "live",
                             "where": {"and": [{"column": "id", "is": ">=", "value": %d},
                                               {"column": "id", "is": "<", "value": %d}]}}]}
                """.formatted(snapshot, first, first + rows);
    }

    private static JsonNode planAgain(TillbackClient by, JsonNode plan) {
        JsonNode job = by.http().post("plans/" + plan.get("id").asText() + "/again");
        return by.loadPlan(by.resultOf(job, step -> {}));
    }

    private static Answer apply(TillbackClient by, JsonNode plan) {
        return by.http().tryPost(restoresPath(plan), acceptance(plan), Map.of());
    }

    private static String acceptance(JsonNode plan) {
        return "{\"fingerprint\": %s, \"gapHash\": %s}".formatted(plan.get("fingerprint"), plan.at("/gap/hash"));
    }

    private static String restoresPath(JsonNode plan) {
        return "plans/" + plan.get("id").asText() + "/restores";
    }

    /** The outcomes of a plan's restores. */
    private static List<String> restoresOf(JsonNode plan) {
        return stream(operator.http().get("restores").get("restores"))
                .filter(restore -> restore.get("plan").equals(plan.get("id")))
                .map(restore -> restore.get("outcome").asText())
                .toList();
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static List<JsonNode> atOnce(Supplier<JsonNode> one, Supplier<JsonNode> other) {
        List<CompletableFuture<JsonNode>> sent = Stream.of(one, other)
                .map(work -> CompletableFuture.supplyAsync(work, command -> new Thread(command).start()))
                .toList();
        return sent.stream().map(CompletableFuture::join).toList();
    }

    private static void requireProblem(Answer answer, String code, String fact) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(409);
        assertThat(answer.body().get("code").asText()).isEqualTo(code);
        assertThat(answer.body().get("detail").asText()).contains(fact);
    }
}
