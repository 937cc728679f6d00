package io.tillback.ejb;

import io.tillback.notice.AlertChannel;
import io.tillback.notice.AlertMessage;
import io.tillback.notice.AlertSender;
import java.time.Clock;
import java.time.Duration;

/** Posts messages of alerts. */
final class WebhookAlerts implements AlertSender {
    private final WebhookPost webhook;
    private final AlertTexts texts;

    WebhookAlerts(AlertSettings.Webhook webhook, AlertTexts texts, Clock clock, Duration answered) {
        this.webhook = new WebhookPost(
                webhook, new WebhookPost.Subject("alerts", "tillback.alert.webhook.url"), clock, answered);
        this.texts = texts;
    }

    @Override
    public AlertChannel channel() {
        return AlertChannel.WEBHOOK;
    }

    @Override
    public void send(AlertMessage message) {
        webhook.post(message.id(), texts.json(message));
    }
}
