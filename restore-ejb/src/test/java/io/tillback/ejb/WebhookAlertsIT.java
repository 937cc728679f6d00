package io.tillback.ejb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.notice.AlertMessage;
import io.tillback.running.MachineTool;
import io.tillback.running.RunningWebhook;
import io.tillback.running.RunningWebhook.Post;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a webhook's receiver gets, from a real HTTP server's side. */
class WebhookAlertsIT {
    private static final String SECRET = "sixteen letters or more";
    private static final String BY_HAND =
            "printf '%s.' \"$TIMESTAMP\" | cat - body.json | openssl dgst -sha256 -hmac \"$SECRET\" -r | cut -d ' ' -f 1";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T09:00:20Z"), ZoneOffset.UTC);
    private static final AlertTexts TEXTS =
            new AlertTexts("shop", Optional.of(URI.create("https://tillback.example.com/tillback/")));

    private RunningWebhook receiver;

    @BeforeEach
    void listen() throws IOException {
        receiver = RunningWebhook.start();
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    private WebhookAlerts sender(URI url) {
        return new WebhookAlerts(new AlertSettings.Webhook(url, SECRET), TEXTS, CLOCK, Duration.ofSeconds(2));
    }

    @Test
    void a_message_says_what_happened_what_it_means_and_what_to_do() throws IOException {
        AlertMessage message = AlertMessages.of(1, "product");

        sender(receiver.address()).send(message);

        Post post = receiver.posts().get(0);
        JsonNode body = new JsonMapper().readTree(post.body());
        assertThat(post.type()).isEqualTo("application/json");
        assertThat(post.delivery()).isEqualTo(message.id());
        assertThat(body.get("delivery").asText()).isEqualTo(message.id());
        assertThat(body.get("store").asText()).isEqualTo("shop");
        assertThat(body.get("text").asText()).isEqualTo("[Tillback shop] Recording of shop.product ended");
        assertThat(body.get("alerts")).hasSize(1);
        assertThat(body.get("alerts").get(0)).hasToString("""
                {"id":1,"kind":"coverage-ended","state":"open",\
                "table":{"schema":"shop","name":"product"},\
                "since":"2026-03-01T09:00:00.123456Z","until":null,"reason":"its triggers are gone",\
                "headline":"Recording of shop.product ended",\
                "meaning":"Moments of shop.product from 2026-03-01T09:00:00.123456Z on cannot be restored exactly: \
                its triggers are gone.",\
                "nextStep":"Recording begins anew by itself as soon as it can; the console's page Journal says why it \
                cannot. Until then only snapshots know this table: take one now.",\
                "transaction":null,\
                "value":null,\
                "link":"https://tillback.example.com/tillback/journal.xhtml"}""");
    }

    @Test
    void the_signature_is_verified_by_hand_as_the_manual_shows_it(@TempDir Path directory) throws IOException {
        MachineTool.OPENSSL.require();
        assertThat(Files.readString(Path.of("../docs/OPERATIONS.md"))).contains(BY_HAND);
        sender(receiver.address()).send(AlertMessages.of(1, "gr\u00f6\u00dfe"));

        Post post = receiver.posts().get(0);
        assertThat(post.timestamp()).isEqualTo("1772355620");
        assertThat(post.signature())
                .isEqualTo("sha256=" + byHand(directory, post.timestamp(), post.body()))
                .isNotEqualTo("sha256=" + byHand(directory, post.timestamp(), post.body() + " "))
                .isNotEqualTo("sha256=" + byHand(directory, "1772355621", post.body()));
    }

    private static String byHand(Path directory, String timestamp, String body) throws IOException {
        Files.writeString(directory.resolve("body.json"), body);
        return MachineTool.runScript(directory, Map.of("TIMESTAMP", timestamp, "SECRET", SECRET), BY_HAND)
                .strip();
    }

    @Test
    void whoever_does_not_answer_with_success_is_a_failure_that_names_the_status() {
        receiver.answerWith(503);

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> sender(receiver.address()).send(AlertMessages.of(1, "product")))
                .satisfies(failed -> {
                    assertThat(failed.code()).isEqualTo(ErrorCode.DELIVERY_FAILED);
                    assertThat(failed.fact()).isEqualTo("Cannot post alerts to localhost: it answered 503");
                    assertThat(failed.hint()).contains("tillback.alert.webhook.url");
                });
    }

    @Test
    void a_redirection_is_not_followed_with_what_was_signed() {
        receiver.answerWith(307);

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> sender(receiver.address()).send(AlertMessages.of(1, "product")))
                .withMessageEndingWith("it answered 307");
    }

    @Test
    void whoever_never_answers_is_waited_for_no_longer_than_allowed() {
        receiver.answerWith(0);
        Instant begun = Instant.now();

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> sender(receiver.address()).send(AlertMessages.of(1, "product")))
                .withMessageEndingWith("no answer within 2 s");
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void nobody_listening_is_a_failure_and_no_secret_is_told() {
        URI gone = receiver.address();
        receiver.close();

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> sender(gone).send(AlertMessages.of(1, "product")))
                .satisfies(failed -> assertThat(failed.fact())
                        .startsWith("Cannot post alerts to localhost: ")
                        .doesNotContain(SECRET));
        assertThat(new AlertSettings.Webhook(gone, SECRET).toString()).doesNotContain(SECRET);
    }
}
