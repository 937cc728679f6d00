package io.tillback.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillback.demo.Http;
import io.tillback.demo.SampleStore;
import io.tillback.demo.TillbackClient;
import io.tillback.running.FreshDirectory;
import io.tillback.running.RunningObjectStore;
import io.tillback.running.RunningPostgres;
import io.tillback.running.RunningServer;
import io.tillback.running.RunningWebhook;
import io.tillback.running.ServerEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Kills the server between a restore's commit and its delivery, so it has its own. */
@SuppressWarnings("NullAway.Init") // JUnit calls what sets the fields.
class NoticesRestIT {
    private static final Duration LONGEST = Duration.ofSeconds(90);

    private static RunningPostgres postgres;
    private static RunningObjectStore objects;
    private static RunningWebhook webhook;
    private static RunningServer server;
    private static SampleStore store;
    private static TillbackClient operator;
    private static String snapshot;

    @BeforeAll
    static void start_a_server_that_posts_its_notices() throws IOException {
        Path directory = FreshDirectory.create("notices");
        postgres = RunningPostgres.start(directory.resolve("postgres"));
        objects = RunningObjectStore.start(directory.resolve("objects"));
        webhook = RunningWebhook.start();
        Map<String, String> environment = new HashMap<>(ServerEnvironment.of(postgres, objects));
        environment.put("TILLBACK_NOTICE_WEBHOOK_URL", webhook.address().toString());
        environment.put("TILLBACK_NOTICE_WEBHOOK_SECRET", "a secret of the tests");
        environment.put("TILLBACK_NOTICE_FAILING_AFTER", "PT2S");
        server = RunningServer.start("notices", environment);
        store = SampleStore.at(server.baseUri());
        store.fill("{\"sellers\":5,\"products\":50,\"orders\":50,\"seed\":2017}");
        operator = TillbackClient.as(server.baseUri(), "operator", ServerEnvironment.DEMO_PASSWORD);
        snapshot = operator.takeSnapshot();
    }

    @AfterAll
    static void stop_all() {
        server.close();
        webhook.close();
        objects.close();
        postgres.close();
    }

    /** Damages a product and brings it back; the restore's name. */
    private static String restore(long product) {
        store.renameFile(product, "damaged.zip");
        return operator.acceptAndApply(operator.loadPlan(operator.plan("""
                        {"target": {"snapshot": "%s"},
                         "tables": [{"schema": "shop", "table": "product", "columns": ["file_name"], "keys": [[%d]]}]}
                        """.formatted(snapshot, product))), "told");
    }

    private static List<String> postedOf(String restore) {
        return webhook.posts().stream()
                .filter(post -> post.body().contains("\"restore\":\"" + restore + "\""))
                .map(RunningWebhook.Post::delivery)
                .toList();
    }

    @Test
    void store_and_webhook_hear_of_the_very_rows_and_can_ask_which_restore_wrote_them() {
        String restore = restore(7);

        JsonNode heard = store.heardRestores().get(0);
        assertThat(heard.get("restoreId").asText()).isEqualTo(restore);
        assertThat(heard.get("rows")).hasToString("[\"shop.product 7 changed\"]");
        assertThat(store.fileName(7)).isNotEqualTo("damaged.zip");
        Awaitility.await().atMost(LONGEST).until(() -> !postedOf(restore).isEmpty());
        assertThat(postedOf(restore)).containsExactly(heard.get("messageId").asText());
        assertThat(webhook.posts().get(webhook.posts().size() - 1).body())
                .contains("\"rows\":[{\"was\":\"changed\",\"key\":[\"7\"]}],\"next\":null");

        Http http = operator.http();
        assertThat(http.get("restores/" + restore + "/rows?schema=shop&table=product"))
                .hasToString("{\"rows\":[{\"key\":[\"7\"],\"number\":1,\"was\":\"changed\"}]}");
        JsonNode newest = http.get("restores/newest?schema=shop&table=product");
        assertThat(newest.get("restore").asText()).isEqualTo(restore);
        assertThat(newest.get("basis").asText()).isEqualTo("table");
        assertThat(newestOfRow("7").get("restore").asText()).isEqualTo(restore);
        assertThat(newestOfRow("8").has("restore")).isFalse();
        assertThat(newestOfRow("8").get("basis").asText()).isEqualTo("row");
        assertThat(http.tryGet("restores/newest?schema=shop").status()).isEqualTo(400);
    }

    private static JsonNode newestOfRow(String key) {
        return operator.http()
                .post(
                        "restores/newest",
                        "{\"table\":{\"schema\":\"shop\",\"name\":\"product\"},\"key\":[%s]}".formatted(key));
    }

    @Test
    void a_webhook_that_is_down_is_shown_and_an_alert_and_gets_the_notice_after_a_kill() {
        webhook.answerWith(500);
        String restore = restore(9);
        Awaitility.await().atMost(LONGEST).until(() -> !postedOf(restore).isEmpty());

        Awaitility.await()
                .atMost(LONGEST)
                .until(() -> !operator.http().get("restores").get("failing").isEmpty());
        JsonNode failing = operator.http().get("restores").get("failing");
        assertThat(failing.get(0).get("channel").asText()).isEqualTo("webhook");
        assertThat(failing.get(0).get("failure").asText())
                .isEqualTo("Cannot post notices of restores to localhost: it answered 500");
        Awaitility.await().atMost(LONGEST).until(() -> openAlerts().contains("notice-failing"));
        assertThat(store.heardRestores().get(0).get("restoreId").asText())
                .as("the store waits for nobody")
                .isEqualTo(restore);

        server.kill();
        webhook.answerWith(204);
        server.restart();

        Awaitility.await().atMost(LONGEST).until(() -> StreamSupport.stream(
                        operator.http()
                                .get("restores/" + restore + "/deliveries")
                                .get("deliveries")
                                .spliterator(),
                        false)
                .anyMatch(
                        delivery -> delivery.get("channel").asText().equals("webhook") && delivery.has("deliveredAt")));
        assertThat(postedOf(restore))
                .hasSizeGreaterThan(1)
                .containsOnly(postedOf(restore).get(0));
        Awaitility.await().atMost(LONGEST).until(() -> !openAlerts().contains("notice-failing"));
    }

    private static List<String> openAlerts() {
        return StreamSupport.stream(operator.http().get("alerts").get("alerts").spliterator(), false)
                .filter(alert -> alert.get("state").asText().equals("open"))
                .map(alert -> alert.get("kind").asText())
                .toList();
    }
}
