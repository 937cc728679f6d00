package io.tillback.ejb;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Posts texts, signed, to an address of the operator's. */
final class WebhookPost {
    static final String DELIVERY = "Tillback-Delivery";
    static final String TIMESTAMP = "Tillback-Timestamp";
    static final String SIGNATURE = "Tillback-Signature";

    private static final Duration CONNECTED = Duration.ofSeconds(5);

    /** For the whole answer; well below the time that a message is the sender's alone. */
    static final Duration ANSWERED = Duration.ofSeconds(15);

    private final AlertSettings.Webhook webhook;
    private final Subject subject;
    private final Clock clock;
    private final Duration answered;
    private final HttpClient client;

    /**
     * @param what is posted, completing "Cannot post …"
     * @param key the configuration key of the address
     */
    record Subject(String what, String key) {}

    WebhookPost(AlertSettings.Webhook webhook, Subject subject, Clock clock, Duration answered) {
        this.webhook = webhook;
        this.subject = subject;
        this.clock = clock;
        this.answered = answered;
        // A redirection would carry the signed body to an address that nobody configured.
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECTED)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * @param delivery the message's id, the same for each attempt
     * @param body JSON
     * @throws RestoreException DELIVERY_FAILED unless the receiver has taken it over
     */
    void post(String delivery, String body) {
        String timestamp = String.valueOf(clock.instant().getEpochSecond());
        int status = post(HttpRequest.newBuilder(webhook.url())
                .header("Content-Type", "application/json")
                .header("User-Agent", "Tillback")
                .header(DELIVERY, delivery)
                .header(TIMESTAMP, timestamp)
                .header(SIGNATURE, "sha256=" + sign(timestamp + "." + body))
                .POST(BodyPublishers.ofString(body))
                .build());
        if (status / 100 != 2) {
            throw failure("it answered " + status, null);
        }
    }

    /** The client's own limit ends with the answer's headers: a body that never ends would be waited for. */
    private int post(HttpRequest request) {
        CompletableFuture<HttpResponse<Void>> answer = client.sendAsync(request, BodyHandlers.discarding());
        try {
            return answer.get(answered.toMillis(), TimeUnit.MILLISECONDS).statusCode();
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw failure("no answer within " + answered.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw failure(reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.cancel(true);
            throw failure("the server is stopping", e);
        }
    }

    /** The client's exceptions often have no message. */
    private static String reason(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : String.valueOf(cause.getMessage());
    }

    private String sign(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(webhook.secret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }

    private RestoreException failure(String reason, @Nullable Throwable cause) {
        return new RestoreException(
                ErrorCode.DELIVERY_FAILED,
                "Cannot post " + subject.what() + " to " + webhook.url().getHost() + ": " + reason,
                "They are posted again by themselves; see that " + subject.key() + " answers 2xx.",
                cause);
    }
}
