package io.tillback.ejb;

import io.tillback.notice.Listener;
import io.tillback.notice.Notice;
import io.tillback.notice.Receiver;
import java.time.Clock;
import java.time.Duration;

/** Posts notices of restores. */
final class WebhookNotices implements Listener {
    private final WebhookPost webhook;
    private final NoticeTexts texts;

    WebhookNotices(AlertSettings.Webhook webhook, NoticeTexts texts, Clock clock, Duration answered) {
        this.webhook = new WebhookPost(
                webhook,
                new WebhookPost.Subject("notices of restores", "tillback.notice.webhook.url"),
                clock,
                answered);
        this.texts = texts;
    }

    @Override
    public Receiver receiver() {
        return Receiver.WEBHOOK;
    }

    @Override
    public void tell(Notice notice) {
        webhook.post(notice.id(), texts.json(notice));
    }
}
