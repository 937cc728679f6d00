package io.tillback.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.Http;
import io.tillback.demo.Http.Answer;
import io.tillback.demo.TillbackClient;
import io.tillback.running.ServerEnvironment;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Freezes as operators make them, and the store feels them. */
class FreezesIT {
    private static final String RENAME = "UPDATE shop.campaign SET name = name || '!' WHERE id = 1";

    @BeforeAll
    static void fill() {
        SharedServer.store();
    }

    @Test
    void a_table_is_read_only_until_it_is_lifted_and_a_restore_goes_on_meanwhile() {
        TillbackClient operator = SharedServer.as("operator");
        String snapshot = operator.takeSnapshot();
        String name = SharedServer.ask("SELECT name FROM shop.campaign WHERE id = 1");
        SharedServer.update(RENAME);

        Answer answer = freeze(operator.http(), "campaign", "", inAnHour());
        JsonNode frozen = answer.orThrow();
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.headers().get("Location")).endsWith("/freezes/" + id(frozen));
        assertThat(frozen.get("owner").asText()).isEqualTo("operator");
        assertRefused(RENAME, "shop.campaign is read-only until 20");
        JsonNode plan = operator.loadPlan(operator.plan("""
                {"target": {"snapshot": "%s"}, "tables": [{"schema": "shop", "table": "campaign", "keys": [[1]]}]}
                """.formatted(snapshot)));
        operator.acceptAndApply(plan, "while it is frozen");
        assertThat(SharedServer.ask("SELECT name FROM shop.campaign WHERE id = 1"))
                .isEqualTo(name);
        assertRefused(RENAME, "campaign names are wrong");

        JsonNode lifted = TillbackClient.as(SharedServer.uri(), "admin", ServerEnvironment.ADMIN_PASSWORD)
                .http()
                .tryDelete("freezes/" + id(frozen))
                .orThrow();
        SharedServer.update("UPDATE shop.campaign SET name = name WHERE id = 1");
        assertThat(lifted.get("state").asText()).isEqualTo("lifted");
        assertThat(lifted.get("liftedBy").asText()).isEqualTo("admin");
        assertThat(operator.http().get("freezes/" + id(frozen))).isEqualTo(lifted);
        Awaitility.await("its triggers are taken away")
                .atMost(Duration.ofSeconds(40))
                .until(() -> SharedServer.ask("SELECT count(*) FROM pg_trigger WHERE tgname LIKE '!%'")
                        .equals("0"));
    }

    @Test
    void one_sellers_rows_are_read_only_and_the_others_are_not() {
        Http operator = SharedServer.as("operator").http();
        JsonNode frozen =
                freeze(operator, "product", "\"seller\": \"2\",", inAnHour()).orThrow();

        assertRefused("UPDATE shop.product SET sku = sku WHERE seller_id = 2", "rows of seller '2' in shop.product");
        SharedServer.update("UPDATE shop.product SET sku = sku WHERE seller_id = 3");

        JsonNode listed = operator.get("freezes").get("freezes").get(0);
        assertThat(listed.get("state").asText()).isEqualTo("in-force");
        assertThat(listed.get("seller").asText()).isEqualTo("2");
        operator.tryDelete("freezes/" + id(frozen)).orThrow();
    }

    @Test
    void what_cannot_be_frozen_is_a_problem_with_a_code_and_a_hint() {
        Http operator = SharedServer.as("operator").http();

        assertProblem(freeze(operator, "gone", "", inAnHour()), 422, "TABLE_UNKNOWN");
        assertProblem(freeze(operator, "product", "\"seller\": \"none\",", inAnHour()), 422, "SELLER_UNKNOWN");
        assertProblem(freeze(operator, "product", "", "2020-01-01T00:00:00Z"), 400, "REQUEST_INVALID");
        assertProblem(freeze(operator, "product", "", "2999-01-01T00:00:00Z"), 400, "REQUEST_INVALID");
        assertProblem(freeze(operator, "product", "", "tomorrow"), 400, "REQUEST_INVALID");
        assertProblem(operator.tryDelete("freezes/none1"), 404, "FREEZE_UNKNOWN");
        assertProblem(operator.tryGet("freezes/NONE!"), 404, "FREEZE_UNKNOWN");
    }

    @Test
    void only_operators_and_administrators_freeze_and_lift() {
        for (String user : new String[] {"auditor", "scheduler"}) {
            Http other = SharedServer.as(user).http();
            assertThat(other.tryGet("freezes").status()).isEqualTo(200);
            assertProblem(freeze(other, "product", "", inAnHour()), 403, "FORBIDDEN");
            assertProblem(other.tryDelete("freezes/none1"), 403, "FORBIDDEN");
        }
    }

    private static String inAnHour() {
        return Instant.now().plusSeconds(3600).toString();
    }

    private static String id(JsonNode freeze) {
        return freeze.get("id").asText();
    }

    private static Answer freeze(Http as, String table, String more, String until) {
        return as.tryPost("freezes", """
                {"table": {"schema": "shop", "name": "%s"}, %s "reason": "campaign names are wrong", "until": "%s"}
                """.formatted(table, more, until), Map.of());
    }

    private static void assertRefused(String statement, String message) {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> SharedServer.update(statement))
                .withStackTraceContaining(message)
                .havingCause()
                .matches(cause -> cause instanceof SQLException said && "TB001".equals(said.getSQLState()));
    }

    private static void assertProblem(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
        assertThat(answer.body().get("code").asText()).isEqualTo(code);
        assertThat(answer.body().get("hint").asText()).isNotBlank();
    }
}
