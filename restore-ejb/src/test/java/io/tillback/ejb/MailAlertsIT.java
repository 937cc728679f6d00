package io.tillback.ejb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.notice.AlertMessage;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator finds in the mailbox, from a real SMTP server's side. */
class MailAlertsIT {
    private static final AlertTexts TEXTS =
            new AlertTexts("shop", Optional.of(URI.create("https://tillback.example.com/tillback/")));

    private GreenMail server;

    @BeforeEach
    void listen() {
        server = new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private MailAlerts sender() {
        return new MailAlerts(
                new AlertSettings.Mail(
                        List.of("operators@example.com", "night-shift@example.com"),
                        "tillback@example.com",
                        Optional.of(new AlertSettings.Mail.Server(
                                "localhost", server.getSmtp().getPort()))),
                TEXTS);
    }

    private MimeMessage received() {
        return server.getReceivedMessages()[0];
    }

    @Test
    void a_mail_reaches_all_recipients_and_says_what_to_do_and_where() throws MessagingException, IOException {
        sender().send(AlertMessages.of(1, "product"));

        assertThat(server.getReceivedMessages()).hasSize(2);
        assertThat(received().getSubject()).isEqualTo("[Tillback shop] Recording of shop.product ended");
        assertThat(Arrays.stream(received().getAllRecipients()).map(Address::toString))
                .containsExactly("operators@example.com", "night-shift@example.com");
        assertThat(received().getFrom()[0]).hasToString("tillback@example.com");
        assertThat(received().getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(text().stripTrailing()).isEqualTo("""
                Recording of shop.product ended

                Moments of shop.product from 2026-03-01T09:00:00.123456Z on cannot be restored exactly: its triggers are gone.
                Recording begins anew by itself as soon as it can; the console's page Journal says why it cannot. Until then only snapshots know this table: take one now.


                https://tillback.example.com/tillback/journal.xhtml
                Store: shop""");
    }

    private String text() throws MessagingException, IOException {
        return received().getContent().toString().replace("\r\n", "\n");
    }

    @Test
    void a_storm_is_one_mail_that_counts_what_it_does_not_list() throws MessagingException, IOException {
        sender().send(AlertMessages.of(1000, "product"));

        assertThat(server.getReceivedMessages()).hasSize(2);
        assertThat(received().getSubject()).isEqualTo("[Tillback shop] Recording of shop.product ended, and 999 more");
        assertThat(text()).contains("And 980 more.").hasSizeLessThan(10_000);
    }

    @Test
    void a_mail_that_is_sent_again_has_the_same_name() throws MessagingException {
        AlertMessage message = AlertMessages.of(1, "product");

        sender().send(message);
        sender().send(message);

        assertThat(server.getReceivedMessages()).hasSize(4).allSatisfy(mail -> assertThat(mail.getMessageID())
                .isEqualTo("<" + message.id() + "@tillback>"));
    }

    @Test
    void a_tables_name_cannot_add_headers_and_keeps_its_letters() throws MessagingException {
        sender().send(AlertMessages.of(1, "gr\u00f6\u00dfe\r\nBcc: everybody@example.com"));

        assertThat(server.getReceivedMessages()).hasSize(2);
        assertThat(received().getSubject())
                .isEqualTo("[Tillback shop] Recording of shop.gr\u00f6\u00dfe Bcc: everybody@example.com ended");
        assertThat(received().getHeader("Bcc")).isNull();
    }

    @Test
    void nobody_listening_is_a_failure_that_names_the_server() {
        MailAlerts sender = sender();
        server.stop();

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> sender.send(AlertMessages.of(1, "product")))
                .satisfies(failed -> {
                    assertThat(failed.code()).isEqualTo(ErrorCode.DELIVERY_FAILED);
                    assertThat(failed.fact()).startsWith("Cannot mail alerts through localhost: ");
                });
    }
}
