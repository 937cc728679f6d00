package io.tillback.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.tillback.demo.Http;
import io.tillback.demo.SampleStore;
import io.tillback.demo.TillbackClient;
import io.tillback.running.FreshDirectory;
import io.tillback.running.RunningObjectStore;
import io.tillback.running.RunningPostgres;
import io.tillback.running.RunningServer;
import io.tillback.running.RunningWebhook;
import io.tillback.running.ServerEnvironment;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
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
    private static GreenMail mail;
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
        mail = new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        Map<String, String> environment = new HashMap<>(ServerEnvironment.of(postgres, objects));
        environment.put("TILLBACK_NOTICE_WEBHOOK_URL", webhook.address().toString());
        environment.put("TILLBACK_NOTICE_WEBHOOK_SECRET", "a secret of the tests");
        environment.put("TILLBACK_NOTICE_FAILING_AFTER", "PT2S");
        environment.put("TILLBACK_SELLER_MAIL", "shop.seller(email)");
        environment.put("TILLBACK_ALERT_MAIL_FROM", "tillback@localhost");
        environment.put("TILLBACK_ALERT_MAIL_HOST", "localhost");
        environment.put(
                "TILLBACK_ALERT_MAIL_PORT", String.valueOf(mail.getSmtp().getPort()));
        environment.put("TILLBACK_ALERT_CONSOLE", "https://shop.example.com/tillback");
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
        mail.stop();
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
    void the_seller_of_a_restored_row_is_mailed_own_figures_and_a_seller_without_an_address_is_counted()
            throws MessagingException, IOException, SQLException {
        String seller = ask("SELECT seller_id FROM shop.product WHERE id = 11");
        update("UPDATE shop.seller SET email = 'ann@sellers.example' WHERE id = " + seller);
        String restore = restore(11);

        Awaitility.await()
                .atMost(LONGEST)
                .until(() -> mailedTo("ann@sellers.example").size() == 1);
        MimeMessage mailed = mailedTo("ann@sellers.example").get(0);
        assertThat(mailed.getAllRecipients()).hasSize(1);
        assertThat(mailed.getSubject()).endsWith("] 1 row of yours was restored");
        assertThat(mailed.getContent().toString())
                .contains("product: 1 set back", "https://shop.example.com/tillback/notices.xhtml")
                .doesNotContain("damaged.zip", store.fileName(11));
        Awaitility.await()
                .atMost(LONGEST)
                .until(() -> deliveries(restore).get("sellersMailed").asLong() == 1);

        update("UPDATE shop.seller SET email = E'eve@example.com\\r\\nBcc: all@example.com' WHERE id = " + seller);
        String unaddressed = restore(11);
        Awaitility.await()
                .atMost(LONGEST)
                .until(() ->
                        deliveries(unaddressed).get("sellersWithoutAddress").asLong() == 1);
        assertThat(deliveries(unaddressed).get("sellersMailed").asLong()).isZero();
        assertThat(Arrays.stream(mail.getReceivedMessages()))
                .allSatisfy(message ->
                        assertThat(message.getAllRecipients()[0].toString()).doesNotContain("eve", "all@"));
    }

    private static JsonNode deliveries(String restore) {
        return operator.http().get("restores/" + restore + "/deliveries");
    }

    private static List<MimeMessage> mailedTo(String address) {
        return Arrays.stream(mail.getReceivedMessages())
                .filter(message -> {
                    try {
                        return message.getAllRecipients()[0].toString().equals(address);
                    } catch (MessagingException e) {
                        throw new IllegalStateException("Cannot read a mail", e);
                    }
                })
                .toList();
    }

    private static String ask(String query) throws SQLException {
        try (var connection = postgres.dataSource().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void update(String statement) throws SQLException {
        try (var connection = postgres.storesOwn().getConnection();
                var sql = connection.createStatement()) {
            sql.executeUpdate(statement);
        }
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
