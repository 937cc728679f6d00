package io.tillback.ejb;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.notice.AlertChannel;
import io.tillback.notice.AlertMessage;
import io.tillback.notice.AlertSender;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.Properties;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Mails messages, through a mail server or the application server's mail session. */
final class MailAlerts implements AlertSender {
    static final String SESSION = "mail/tillback";

    private static final String LIMIT = String.valueOf(Duration.ofSeconds(15).toMillis());

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
        try {
            Transport.send(written(message, session()));
        } catch (MessagingException e) {
            throw failure(String.valueOf(e.getMessage()), e);
        } catch (NamingException e) {
            throw failure("the server has no mail session " + SESSION, e);
        }
    }

    @SuppressWarnings("BanJNDI") // The name is a constant, and whoever can bind another object to it owns the server.
    private Session session() throws NamingException {
        if (mail.server().isEmpty()) {
            return InitialContext.doLookup(SESSION);
        }
        AlertSettings.Mail.Server server = mail.server().get();
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol", "smtp");
        properties.setProperty("mail.smtp.host", server.host());
        properties.setProperty("mail.smtp.port", String.valueOf(server.port()));
        properties.setProperty("mail.smtp.connectiontimeout", LIMIT);
        properties.setProperty("mail.smtp.timeout", LIMIT);
        properties.setProperty("mail.smtp.writetimeout", LIMIT);
        return Session.getInstance(properties);
    }

    private MimeMessage written(AlertMessage message, Session session) throws MessagingException {
        MimeMessage written = new SameForEveryAttempt(session, message.id());
        written.setFrom(new InternetAddress(mail.from()));
        for (String to : mail.to()) {
            written.addRecipient(Message.RecipientType.TO, new InternetAddress(to));
        }
        written.setSubject(inOneLine(texts.subject(message)), StandardCharsets.UTF_8.name());
        written.setSentDate(Date.from(message.createdAt()));
        // Automatic answers to these would only go round.
        written.setHeader("Auto-Submitted", "auto-generated");
        written.setText(texts.plain(message), StandardCharsets.UTF_8.name());
        return written;
    }

    /** A table's name may hold line ends, which would end the header. */
    private static String inOneLine(String subject) {
        return subject.replaceAll("\\p{Cntrl}+", " ");
    }

    /** So that a reader who gets it twice can tell. */
    private static final class SameForEveryAttempt extends MimeMessage {
        private final String id;

        SameForEveryAttempt(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + id + "@tillback>");
        }
    }

    private RestoreException failure(String reason, Exception cause) {
        String host = mail.server().map(AlertSettings.Mail.Server::host).orElse(SESSION);
        return new RestoreException(
                ErrorCode.DELIVERY_FAILED,
                "Cannot mail alerts through " + host + ": " + reason,
                "They are mailed again by themselves; correct tillback.alert.mail.host, or the server's mail session.",
                cause);
    }
}
