package io.tillback.ejb;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Mails texts, through a mail server or the application server's mail session.
 *
 * @param from the sender's address
 * @param server that takes mail without a password; empty: the server's mail session
 * @param what is mailed, for people
 */
record Mailer(String from, Optional<AlertSettings.Mail.Server> server, String what) {
    static final String SESSION = "mail/tillback";

    private static final String LIMIT = String.valueOf(Duration.ofSeconds(15).toMillis());

    /** @param id the same for every attempt, so that a reader who gets it twice can tell */
    record Letter(String id, String subject, Instant sentAt, String text) {}

    /** @throws RestoreException DELIVERY_FAILED */
    void send(List<String> to, Letter letter) {
        try {
            Transport.send(written(to, letter, session()));
        } catch (MessagingException e) {
            throw failure(String.valueOf(e.getMessage()), e);
        } catch (NamingException e) {
            throw failure("the server has no mail session " + SESSION, e);
        }
    }

    @SuppressWarnings("BanJNDI") // The name is a constant, and whoever can bind another object to it owns the server.
    private Session session() throws NamingException {
        if (server.isEmpty()) {
            return InitialContext.doLookup(SESSION);
        }
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol", "smtp");
        properties.setProperty("mail.smtp.host", server.get().host());
        properties.setProperty("mail.smtp.port", String.valueOf(server.get().port()));
        properties.setProperty("mail.smtp.connectiontimeout", LIMIT);
        properties.setProperty("mail.smtp.timeout", LIMIT);
        properties.setProperty("mail.smtp.writetimeout", LIMIT);
        return Session.getInstance(properties);
    }

    private MimeMessage written(List<String> to, Letter letter, Session session) throws MessagingException {
        MimeMessage written = new SameForEveryAttempt(session, letter.id());
        written.setFrom(new InternetAddress(from));
        for (String address : to) {
            written.addRecipient(Message.RecipientType.TO, new InternetAddress(address));
        }
        written.setSubject(inOneLine(letter.subject()), StandardCharsets.UTF_8.name());
        written.setSentDate(Date.from(letter.sentAt()));
        // Automatic answers to these would only go round.
        written.setHeader("Auto-Submitted", "auto-generated");
        written.setText(letter.text(), StandardCharsets.UTF_8.name());
        return written;
    }

    /** A table's name may hold line ends, which would end the header. */
    private static String inOneLine(String subject) {
        return subject.replaceAll("\\p{Cntrl}+", " ");
    }

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
        String host = server.map(AlertSettings.Mail.Server::host).orElse(SESSION);
        return new RestoreException(
                ErrorCode.DELIVERY_FAILED,
                "Cannot mail " + what + " through " + host + ": " + reason,
                "They are mailed again by themselves; correct tillback.alert.mail.host, or the server's mail session.",
                cause);
    }
}
