package io.tillback.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.Http.Answer;
import io.tillback.demo.SampleStore;
import io.tillback.demo.TillbackClient;
import io.tillback.running.ApprovingServer;
import io.tillback.running.ServerEnvironment;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may accept what, and who else must agree: by a server of its own that asks for approvals. */
@SuppressWarnings("NullAway.Init") // JUnit calls what sets the fields.
class ApprovalsIT {
    private static final String PRICES =
            "SELECT md5(string_agg(id || ' ' || price, ',' ORDER BY id)) FROM shop.product";

    private static ApprovingServer server;
    private static TillbackClient operator;
    private static TillbackClient admin;
    private static TillbackClient lead;
    private static TillbackClient approver;
    private static TillbackClient secondApprover;

    private String snapshot;

    @BeforeAll
    static void start_a_store() throws IOException {
        server = ApprovingServer.start("approvals");
        SampleStore.filledAt(server.baseUri());
        operator = as("operator");
        admin = TillbackClient.as(server.baseUri(), "admin", ServerEnvironment.ADMIN_PASSWORD);
        lead = as("lead");
        approver = as("approver");
        secondApprover = as("second-approver");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static TillbackClient as(String user) {
        return TillbackClient.as(server.baseUri(), user, ServerEnvironment.DEMO_PASSWORD);
    }

    @BeforeEach
    void take_a_snapshot() {
        snapshot = operator.takeSnapshot();
    }

    @Test
    void a_plan_above_the_limit_is_refused_until_two_others_have_approved_it() throws SQLException {
        JsonNode plan = planOfRaisedPrices(operator, 1, 150);
        String before = server.ask(PRICES);

        requireProblem(
                apply(operator, plan),
                "APPROVALS_MISSING",
                "2 of 2 approvals are missing, which it needs because it writes 150 rows, more than 100");
        assertThat(apply(operator, plan).body().get("hint").asText())
                .contains("by 2 more in the role tillback-approver", "not by operator (asked for it, or applying it)");
        assertThat(restoresOf(plan)).isEmpty();
        assertThat(server.ask(PRICES)).isEqualTo(before);

        JsonNode first = approve(approver, plan, "looked at all rows").orThrow();
        assertThat(first.get("approvalsMissing").asInt()).isEqualTo(1);
        JsonNode again = approve(approver, plan, "and again").orThrow();
        assertThat(again.get("approvalsMissing").asInt()).isEqualTo(1);
        assertThat(again.get("approvals")).hasSize(1);
        requireProblem(apply(operator, plan), "APPROVALS_MISSING", "1 of 2 approvals are missing");
        approve(secondApprover, plan, "").orThrow();

        String restore = operator.acceptAndApply(plan, "agreed");

        JsonNode recorded = operator.loadRestore(restore);
        assertThat(recorded.get("outcome").asText()).isEqualTo("committed");
        assertThat(recorded.get("acceptedBy").asText()).isEqualTo("operator");
        assertThat(recorded.get("gapHash")).isEqualTo(plan.at("/gap/hash"));
        assertThat(recorded.has("acceptedByRule")).isFalse();
        assertThat(recorded.get("approvals").findValuesAsText("approver"))
                .containsExactly("approver", "second-approver");
        assertThat(recorded.at("/approvals/0/comment").asText()).isEqualTo("looked at all rows");
        assertThat(recorded.at("/approvals/0/gapHash")).isEqualTo(plan.at("/gap/hash"));
        requireProblem(approve(lead, plan, ""), "PLAN_ALREADY_APPLIED", "it was applied before");
    }

    @Test
    void an_approval_that_is_sent_twice_at_once_is_one() throws SQLException {
        JsonNode plan = planOfRaisedPrices(operator, 1701, 1);

        atOnce(() -> approve(approver, plan, "one").orThrow(), () -> approve(approver, plan, "other")
                .orThrow());

        assertThat(operator.http().get(approvalsOf(plan)).get("approvals")).hasSize(1);
    }

    @Test
    void only_approvers_approve_and_everybody_who_reads_plans_sees_it() throws SQLException {
        JsonNode plan = planOfRaisedPrices(operator, 201, 1);

        for (TillbackClient other : List.of(operator, admin, as("auditor"), as("scheduler"))) {
            Answer answer = approve(other, plan, "");
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body().get("code").asText()).isEqualTo("FORBIDDEN");
        }
        JsonNode seen = as("auditor").http().get(approvalsOf(plan));
        assertThat(seen.get("approvalsNeeded").asInt()).isZero();
        assertThat(seen.get("because")).isEmpty();
        assertThat(seen.get("approvals")).isEmpty();
        assertThat(as("scheduler").http().tryGet(approvalsOf(plan)).status()).isEqualTo(403);
    }

    @Test
    void who_asked_for_a_plan_or_for_the_one_it_replaces_may_not_approve_it() throws SQLException {
        JsonNode plan = planOfRaisedPrices(lead, 301, 150);
        requireProblem(approve(lead, plan, ""), "APPROVAL_OWN", "lead asked for it or applies it");

        JsonNode again = planAgain(operator, plan);

        assertThat(again.get("principal").asText()).isEqualTo("operator");
        requireProblem(approve(lead, again, ""), "APPROVAL_OWN", "lead asked for it or applies it");
        assertThat(texts(operator.http().get(approvalsOf(again)).get("involved")))
                .containsExactly("lead", "operator");
    }

    @Test
    void an_approval_by_whoever_applies_the_plan_does_not_count() throws SQLException {
        JsonNode plan = planOfRaisedPrices(operator, 501, 150);
        approve(lead, plan, "").orThrow();
        approve(approver, plan, "").orThrow();

        requireProblem(apply(lead, plan), "APPROVALS_MISSING", "1 of 2 approvals are missing");

        operator.acceptAndApply(plan, "by the one who did not approve");
    }

    @Test
    void an_approval_of_a_gap_that_is_not_the_plans_any_more_is_refused_and_none_is_carried_over() throws SQLException {
        JsonNode stale = planOfRaisedPrices(operator, 701, 150);
        approve(approver, stale, "").orThrow();

        JsonNode again = planAgain(operator, stale);

        requireProblem(
                post(approver, approvalsOf(again), approval(stale, "")),
                "GAP_DIFFERS",
                "the data gap that was read is not the plan's");
        assertThat(operator.http().get(approvalsOf(again)).get("approvals")).isEmpty();
        requireProblem(apply(operator, again), "APPROVALS_MISSING", "2 of 2 approvals are missing");
        Answer acceptanceOfTheStaleGap = post(
                operator,
                restoresPath(again),
                "{\"fingerprint\": %s, \"gapHash\": %s}".formatted(again.get("fingerprint"), stale.at("/gap/hash")));
        requireProblem(acceptanceOfTheStaleGap, "GAP_DIFFERS", "the data gap that was accepted is not the plan's");
    }

    @Test
    void a_plan_that_loses_nothing_and_leaves_nothing_unknown_is_accepted_by_rule() throws SQLException {
        JsonNode plan = planOfRaisedPrices(operator, 901, 5);
        requireProblem(
                post(operator, restoresPath(plan), "{\"fingerprint\": %s}".formatted(plan.get("fingerprint"))),
                "ACCEPTANCE_MISSING",
                "the rule nothing-lost does not, for it has a gap with 1 unknown window");
        String restore = operator.acceptAndApply(plan, "by hash");
        JsonNode back = operator.loadPlan(operator.takeBack(restore));
        assertThat(operator.http().get(approvalsOf(back)).get("acceptedByRule").asText())
                .isEqualTo("nothing-lost");

        JsonNode job = post(
                        operator,
                        restoresPath(back),
                        "{\"fingerprint\": %s, \"comment\": \"nobody read it\"}".formatted(back.get("fingerprint")))
                .orThrow();

        JsonNode recorded = operator.loadRestore(operator.resultOf(job, step -> {}));
        assertThat(recorded.get("outcome").asText()).isEqualTo("committed");
        assertThat(recorded.get("acceptedByRule").asText()).isEqualTo("nothing-lost");
        assertThat(recorded.get("gapHash")).isEqualTo(back.at("/gap/hash"));
        assertThat(recorded.get("acceptedBy").asText()).isEqualTo("operator");
        assertThat(recorded.get("comment").asText()).isEqualTo("nobody read it");
    }

    @Test
    void a_plan_that_replaces_no_other_has_no_difference() throws SQLException {
        JsonNode plan = planOfRaisedPrices(operator, 1501, 1);

        Answer answer = operator.http().tryGet("plans/" + plan.get("id").asText() + "/difference");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body().get("code").asText()).isEqualTo("PLAN_REPLACES_NONE");
    }

    @Test
    void planning_again_with_the_same_key_makes_one_plan_and_only_operators_may() throws SQLException {
        JsonNode plan = planOfRaisedPrices(operator, 1601, 1);
        String path = "plans/" + plan.get("id").asText() + "/again";
        Map<String, String> key =
                Map.of("Idempotency-Key", "again-" + plan.get("id").asText());

        JsonNode first = operator.http().tryPost(path, "", key).orThrow();
        JsonNode second = operator.http().tryPost(path, "", key).orThrow();

        assertThat(second.get("id")).isEqualTo(first.get("id"));
        JsonNode again = operator.loadPlan(operator.resultOf(first, step -> {}));
        JsonNode difference = operator.http().get("plans/" + again.get("id").asText() + "/difference");
        assertThat(difference.get("none").asBoolean()).as("%s", difference).isTrue();
        assertThat(approver.http().tryPost(path, "", Map.of()).status()).isEqualTo(403);
    }

    private JsonNode planOfRaisedPrices(TillbackClient by, int first, int rows) throws SQLException {
        server.update("UPDATE shop.product SET price = price + 1 WHERE id BETWEEN %d AND %d"
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
        return post(by, restoresPath(plan), acceptance(plan));
    }

    private static Answer approve(TillbackClient by, JsonNode plan, String comment) {
        return post(by, approvalsOf(plan), approval(plan, comment));
    }

    private static Answer post(TillbackClient by, String path, String body) {
        return by.http().tryPost(path, body, Map.of());
    }

    private static String acceptance(JsonNode plan) {
        return "{\"fingerprint\": %s, \"gapHash\": %s}".formatted(plan.get("fingerprint"), plan.at("/gap/hash"));
    }

    private static String approval(JsonNode plan, String comment) {
        return "{\"gapHash\": %s, \"comment\": \"%s\"}".formatted(plan.at("/gap/hash"), comment);
    }

    private static String restoresPath(JsonNode plan) {
        return "plans/" + plan.get("id").asText() + "/restores";
    }

    private static String approvalsOf(JsonNode plan) {
        return "plans/" + plan.get("id").asText() + "/approvals";
    }

    /** The outcomes of a plan's restores. */
    private static List<String> restoresOf(JsonNode plan) {
        return stream(operator.http().get("restores").get("restores"))
                .filter(restore -> restore.get("plan").equals(plan.get("id")))
                .map(restore -> restore.get("outcome").asText())
                .toList();
    }

    private static List<String> texts(JsonNode list) {
        return stream(list).map(JsonNode::asText).toList();
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
