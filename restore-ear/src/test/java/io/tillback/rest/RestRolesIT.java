package io.tillback.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.Http;
import io.tillback.demo.Http.Answer;
import io.tillback.running.ServerEnvironment;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RestRolesIT {
    private static final String ANY_PLAN = """
            {"target": {"snapshot": "none-of-that-name"}, "tables": [{"schema": "shop", "table": "product"}]}
            """;
    private static final String ANY_ACCEPTANCE = "{\"fingerprint\": \"none\", \"gapHash\": \"none\"}";

    @Test
    void an_auditor_reads_everything_and_plans_nothing() {
        Http auditor = SharedServer.as("auditor").http();

        assertThat(auditor.tryGet("snapshots").status()).isEqualTo(200);
        assertThat(auditor.tryGet("plans").status()).isEqualTo(200);
        assertThat(auditor.tryGet("restores").status()).isEqualTo(200);
        assertThat(auditor.tryGet("jobs").status()).isEqualTo(200);
        requireForbidden(auditor.tryPost("plans", ANY_PLAN, Map.of()));
        requireForbidden(auditor.tryPost("snapshots", "{\"tier\":\"manual\"}", Map.of()));
    }

    @Test
    void a_scheduler_takes_snapshots_and_applies_nothing() {
        SharedServer.store();
        Http scheduler = SharedServer.as("scheduler").http();

        assertThat(SharedServer.as("scheduler").takeSnapshot()).isNotEmpty();
        requireForbidden(scheduler.tryPost("plans/some-plan/restores", ANY_ACCEPTANCE, Map.of()));
        requireForbidden(scheduler.tryPost("plans", ANY_PLAN, Map.of()));
    }

    @Test
    void a_seller_gets_nothing_of_what_operators_see() {
        requireForbidden(SharedServer.as("seller-1").http().tryGet("snapshots"));
    }

    @Test
    void who_is_not_signed_in_is_told_how_to_sign_in() {
        URI api = SharedServer.uri().resolve("tillback/api/v1/");

        requireUnauthenticated(Http.anonymous(api).tryGet("snapshots"));
        requireUnauthenticated(Http.as(api, "operator", "a wrong password").tryGet("snapshots"));
    }

    @Test
    void the_consoles_session_does_not_open_the_interface() throws IOException, InterruptedException {
        HttpClient browser = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .cookieHandler(new CookieManager())
                .build();
        URI console = SharedServer.uri().resolve("tillback/");
        get(browser, console.resolve("snapshots.xhtml"));
        browser.send(
                HttpRequest.newBuilder(console.resolve("j_security_check"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(
                                "j_username=operator&j_password=" + ServerEnvironment.DEMO_PASSWORD))
                        .build(),
                BodyHandlers.ofString());

        HttpResponse<String> page = get(browser, console.resolve("snapshots.xhtml"));
        HttpResponse<String> api = get(browser, console.resolve("api/v1/snapshots"));

        assertThat(page.body()).as("the console knows the session").doesNotContain("j_password");
        assertThat(api.statusCode()).isEqualTo(401);
        assertThat(api.body()).contains("UNAUTHENTICATED");
    }

    private static HttpResponse<String> get(HttpClient browser, URI page) throws IOException, InterruptedException {
        return browser.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString());
    }

    private static void requireForbidden(Answer answer) {
        assertThat(answer.status()).isEqualTo(403);
        requireProblem(answer, "FORBIDDEN");
        assertThat(answer.body().get("hint").asText()).contains("tillback-operator");
    }

    private static void requireUnauthenticated(Answer answer) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers().get("WWW-Authenticate")).startsWith("Basic ");
        requireProblem(answer, "UNAUTHENTICATED");
    }

    private static void requireProblem(Answer answer, String code) {
        JsonNode problem = answer.body();
        assertThat(answer.headers().get("Content-Type")).startsWith("application/problem+json");
        assertThat(problem.get("code").asText()).isEqualTo(code);
        assertThat(problem.get("hint").asText()).isNotBlank();
    }
}
