package io.tillback.running;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** A mailbox and a webhook that a server under test tells of alerts. */
public final class AlertReceivers implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final GreenMail mail = new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP));
    private final RunningWebhook webhook;

    private AlertReceivers(RunningWebhook webhook) {
        this.webhook = webhook;
        mail.start();
    }

    /** Starts both on free ports. */
    public static AlertReceivers start() throws IOException {
        return new AlertReceivers(RunningWebhook.start());
    }

    /** What a server is to be told to use them; mail goes through its own mail session. */
    public Map<String, String> environment() {
        return Map.of(
                "TILLBACK_ALERT_WAIT", "PT1S",
                "TILLBACK_ALERT_WEBHOOK_URL", webhook.address().toString(),
                "TILLBACK_ALERT_WEBHOOK_SECRET", "a secret of the tests",
                "TILLBACK_ALERT_MAIL_TO", "operators@localhost",
                "TILLBACK_ALERT_MAIL_FROM", "tillback@localhost",
                "TEST_MAIL_PORT", String.valueOf(mail.getSmtp().getPort()));
    }

    public RunningWebhook webhook() {
        return webhook;
    }

    /** Headlines of a table's alerts, in the order they were posted; each message counts once. */
    public List<String> postedOf(String table) {
        Map<String, JsonNode> messages = new LinkedHashMap<>();
        webhook.posts().forEach(post -> messages.put(post.delivery(), parse(post.body())));
        return messages.values().stream()
                .flatMap(message -> StreamSupport.stream(message.get("alerts").spliterator(), false))
                .filter(alert -> alert.at("/table/name").asText().equals(table))
                .map(alert -> alert.get("headline").asText())
                .toList();
    }

    /** Likewise of the mailbox. */
    public List<String> mailedOf(String table) {
        return Arrays.stream(mail.getReceivedMessages())
                .flatMap(message -> {
                    try {
                        return message.getContent().toString().lines();
                    } catch (IOException | MessagingException e) {
                        throw new IllegalStateException("Cannot read a mail", e);
                    }
                })
                .filter(line -> line.matches("Recording of \\S*\\." + table + " \\D*"))
                .toList();
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Not JSON: " + body, e);
        }
    }

    @Override
    public void close() {
        mail.stop();
        webhook.close();
    }
}
