package io.tillback.ejb;

import io.tillback.notice.AlertChannel;
import io.tillback.notice.AlertMessage;
import io.tillback.notice.AlertSender;

/** Mails messages of alerts. */
final class MailAlerts implements AlertSender {
    private final AlertSettings.Mail mail;
    private final AlertTexts texts;

    MailAlerts(AlertSettings.Mail mail, AlertTexts texts) {
        this.mail = mail;
        this.texts = texts;
    }

    @Override
    public AlertChannel channel() {
        return AlertChannel.MAIL;
    }

    @Override
    public void send(AlertMessage message) {
        new Mailer(mail.from(), mail.server(), "alerts")
                .send(
                        mail.to(),
                        new Mailer.Letter(
                                message.id(), texts.subject(message), message.createdAt(), texts.plain(message)));
    }
}
