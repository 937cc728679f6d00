package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.jdbc.JdbcAlertBook;
import io.tillback.jdbc.JdbcNoticeBook;
import io.tillback.model.AlertCause;
import io.tillback.notice.Alert;
import io.tillback.notice.AlertBook;
import io.tillback.notice.Courier;
import io.tillback.notice.Notice;
import io.tillback.notice.NoticeBook;
import io.tillback.notice.Outbox.Attempt;
import io.tillback.notice.Receiver;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told of a restore, and how often. */
@SuppressWarnings("NullAway.Init") // JUnit calls what sets the fields.
class NoticeDeliveryIT {
    private static final Receiver HERE = Receiver.storesIn("here");
    private static final Receiver THERE = Receiver.storesIn("there");
    private static final Duration WEEK = Duration.ofDays(7);

    private ToldShop shop;
    private NoticeBook book;

    @BeforeEach
    void open_a_shop() throws SQLException {
        shop = new ToldShop("");
        book = new JdbcNoticeBook(shop.engine.database);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private void awaitDue() throws SQLException {
        shop.engine.superuserSql(
                "UPDATE tillback.notice_delivery SET next_attempt_at = next_attempt_at - interval '3 min'");
    }

    @Test
    void the_stores_of_each_server_hear_of_it_and_so_does_the_webhook_once() throws SQLException {
        shop.restoreProduct(1);
        Hears posted = new Hears(Receiver.WEBHOOK, 0);
        Courier post = new Courier(shop.outbox, posted);

        Notice here = shop.heardBy(HERE);
        Notice there = shop.heardBy(THERE);
        for (int server = 0; server < 2; server++) {
            shop.outbox.gatherForWebhook(WEEK);
            post.deliver();
        }

        assertThat(there).isEqualTo(here);
        assertThat(posted.heard).containsExactly(here);
        assertThat(book.find(here.restore()).orElseThrow().deliveries())
                .extracting(NoticeBook.Delivery::receiver)
                .containsExactlyInAnyOrder(HERE, THERE, Receiver.WEBHOOK);
    }

    @Test
    void stores_that_began_after_it_was_told_hear_nothing_and_those_that_began_before_do() throws SQLException {
        shop.restoreProduct(1);
        shop.outbox.gatherForStores(THERE, Instant.now().plusSeconds(3600));
        assertThat(shop.outbox.findDue(THERE)).as("nobody has heard of it yet").isPresent();
        shop.heardBy(HERE);

        Receiver later = Receiver.storesIn("later");
        shop.outbox.gatherForStores(later, Instant.now().plusSeconds(3600));
        assertThat(shop.outbox.findDue(later)).isEmpty();
        Receiver earlier = Receiver.storesIn("earlier");
        shop.outbox.gatherForStores(earlier, Instant.now().minusSeconds(3600));
        assertThat(shop.outbox.findDue(earlier)).isPresent();
    }

    @Test
    void a_webhook_that_is_down_keeps_no_store_waiting_and_gets_the_same_notice_again() throws SQLException {
        shop.restoreProduct(1);
        Hears posted = new Hears(Receiver.WEBHOOK, 2);
        Courier post = new Courier(shop.outbox, posted);

        shop.outbox.gatherForWebhook(WEEK);
        assertThat(post.deliver())
                .extracting(Courier.Failure::reason)
                .containsExactly("Cannot tell the store: it is deaf");
        assertThat(post.deliver()).as("not at once").isEmpty();
        Notice heard = shop.heardBy(HERE);

        assertThat(book.listFailing()).singleElement().satisfies(failing -> {
            assertThat(failing.receiver()).isEqualTo(Receiver.WEBHOOK);
            assertThat(failing.waiting()).isEqualTo(1);
            assertThat(failing.failure()).isEqualTo("Cannot tell the store: it is deaf");
        });
        awaitDue();
        post.deliver();
        awaitDue();
        post.deliver();
        awaitDue();
        post.deliver();
        assertThat(posted.heard).containsExactly(heard, heard, heard);
        assertThat(book.listFailing()).isEmpty();
    }

    @Test
    void who_cannot_be_told_for_too_long_is_an_alert_once_and_until_it_hears() throws SQLException {
        shop.restoreProduct(1);
        Courier post = new Courier(shop.outbox, new Hears(Receiver.WEBHOOK, 1));
        AlertBook alerts = new JdbcAlertBook(shop.engine.database);
        shop.outbox.gatherForWebhook(WEEK);
        post.deliver();

        book.watch(WEEK);
        assertThat(alerts.list(10)).as("not for long yet").isEmpty();
        book.watch(Duration.ofNanos(1));
        book.watch(Duration.ofNanos(1));
        alerts.closeAll();
        Alert open = alerts.list(10).get(0).alert();
        awaitDue();
        post.deliver();
        book.watch(Duration.ofNanos(1));

        assertThat(open.isOpen()).as("the journal's end is not its end").isTrue();
        assertThat(open.headline()).isEqualTo("Restores cannot be told to the webhook");
        assertThat(open.cause())
                .isEqualTo(new AlertCause.NoticeFailing("the webhook", 1, "Cannot tell the store: it is deaf"));
        assertThat(alerts.list(10))
                .singleElement()
                .satisfies(entry -> assertThat(entry.alert().isOpen()).isFalse());
    }

    @Test
    void what_somebody_died_over_is_delivered_by_another() throws SQLException {
        shop.restoreProduct(1);
        shop.outbox.gatherForWebhook(WEEK);
        Attempt died = shop.outbox.findDue(Receiver.WEBHOOK).orElseThrow();
        assertThat(shop.outbox.findDue(Receiver.WEBHOOK)).as("it is somebody's").isEmpty();
        shop.outbox.gatherForStores(HERE, ToldShop.LONG_AGO);
        assertThat(shop.outbox.findDue(HERE)).isPresent();

        awaitDue();

        assertThat(shop.outbox.findDue(Receiver.WEBHOOK).orElseThrow().notice()).isEqualTo(died.notice());
        assertThat(shop.heardBy(Receiver.storesIn("here, started again"))).isEqualTo(died.notice());
    }

    @Test
    void a_notice_that_failed_does_not_stand_before_one_that_has_not_been_tried() throws SQLException {
        shop.restoreProduct(1);
        shop.outbox.gatherForStores(HERE, ToldShop.LONG_AGO);
        shop.outbox.markFailed(shop.outbox.findDue(HERE).orElseThrow(), "deaf");
        awaitDue();
        shop.restoreProduct(2);
        shop.outbox.gatherForStores(HERE, ToldShop.LONG_AGO);

        assertThat(shop.outbox.findDue(HERE).orElseThrow().notice().number()).isEqualTo(2);
        assertThat(shop.outbox.findDue(HERE).orElseThrow().notice().number()).isEqualTo(1);
    }
}
