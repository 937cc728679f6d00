package io.tillback.ejb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.RestoreId;
import io.tillback.model.TableId;
import io.tillback.notice.SellerNotice;
import io.tillback.notice.SellerNotice.OwnChanges;
import io.tillback.notice.SellerNotice.OwnRows;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a seller finds in the mailbox, from a real SMTP server's side. */
class MailSellersIT {
    private static final SellerNotice NOTICE = new SellerNotice(
            "0f8fad5b-d9cb-469f-a165-70867728950e",
            new RestoreId("restore1"),
            Instant.parse("2026-03-01T12:00:00Z"),
            Instant.parse("2026-03-01T06:00:00Z"),
            Optional.empty(),
            "Downloads can still be sent by hand.\r\nBcc: all@example.com",
            SellerNotice.Rows.KEPT,
            List.of(
                    new OwnRows(new TableId("shop", "product"), 0, 1200, 0, 3, Optional.empty()),
                    new OwnRows(new TableId("shop", "orders"), 0, 0, 2, 0, Optional.of(new OwnChanges(0, 2)))));

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

    private Mailer mailer() {
        return new Mailer(
                "tillback@example.com",
                Optional.of(new AlertSettings.Mail.Server(
                        "localhost", server.getSmtp().getPort())),
                "notices to sellers");
    }

    private static Mailer.Letter letter(String store) {
        return new SellerTexts(store, Optional.of(URI.create("https://shop.example.com/tillback/"))).letter(NOTICE);
    }

    @Test
    void a_seller_reads_own_figures_what_can_still_be_done_and_where_the_rows_are()
            throws MessagingException, IOException {
        mailer().send(List.of("o'neil+shop@sellers.example"), letter("shop"));

        MimeMessage received = server.getReceivedMessages()[0];
        assertThat(received.getAllRecipients()).singleElement().hasToString("o'neil+shop@sellers.example");
        assertThat(received.getSubject()).isEqualTo("[shop] 1202 rows of yours were restored");
        assertThat(received.getMessageID()).isEqualTo("<" + NOTICE.id() + "@tillback>");
        assertThat(received.getHeader("Bcc")).isNull();
        assertThat(received.getContent().toString().replace("\r\n", "\n").stripTrailing())
                .isEqualTo("""
                        1202 rows of yours were restored, at 2026-03-01T12:00:00Z, to how they were at 2026-03-01T06:00:00Z.

                          product: 1200 set back, 3 left as they are
                          orders: 2 removed

                        2 changes of yours made since then could not be kept.

                        What you can still do: Downloads can still be sent by hand.
                        Bcc: all@example.com

                        Your rows, before and after: https://shop.example.com/tillback/notices.xhtml""");
    }

    @Test
    void a_stores_name_cannot_add_headers() throws MessagingException {
        mailer().send(List.of("ann@example.com"), letter("shop\r\nBcc: all@example.com"));

        assertThat(server.getReceivedMessages()).hasSize(1);
        assertThat(server.getReceivedMessages()[0].getHeader("Bcc")).isNull();
    }

    @Test
    void nobody_listening_is_a_failure_that_names_the_server() {
        Mailer mailer = mailer();
        server.stop();

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> mailer.send(List.of("ann@example.com"), letter("shop")))
                .matches(e -> e.code() == ErrorCode.DELIVERY_FAILED)
                .withMessageStartingWith("Cannot mail notices to sellers through localhost: ");
    }
}
