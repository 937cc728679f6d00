package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.jdbc.JdbcAlertBook;
import io.tillback.jdbc.JdbcAlertOutbox;
import io.tillback.model.AlertCause;
import io.tillback.notice.Alert;
import io.tillback.notice.AlertBook;
import io.tillback.notice.AlertChannel;
import io.tillback.notice.AlertCourier;
import io.tillback.notice.AlertMessage;
import io.tillback.notice.AlertOutbox;
import io.tillback.notice.AlertSender;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.assertj.core.groups.Tuple;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How alerts are told: together, at least once, each channel by itself. */
@SuppressWarnings("NullAway.Init") // JUnit calls what sets the fields.
class AlertDeliveryIT {
    private static final Set<AlertCause.Kind> ALL = EnumSet.allOf(AlertCause.Kind.class);
    private static final Set<AlertChannel> BOTH = EnumSet.of(AlertChannel.WEBHOOK, AlertChannel.MAIL);
    private static final Duration AT_ONCE = Duration.ofNanos(1);

    private Engine engine;
    private AlertBook book;
    private AlertOutbox outbox;

    @AfterEach
    void close() {
        engine.close();
    }

    private void store(int tables) throws SQLException {
        engine = Engine.on("CREATE SCHEMA shop");
        for (int n = 1; n <= tables; n++) {
            engine.sql("CREATE TABLE shop.t%d (id int PRIMARY KEY)".formatted(n));
        }
        book = new JdbcAlertBook(engine.database);
        outbox = new JdbcAlertOutbox(engine.database);
        engine.record();
        engine.journal().beat();
    }

    /** To record a thousand tables takes minutes; to a beat these are tables whose triggers are gone. */
    private void alsoRecorded(int from, int to) throws SQLException {
        engine.superuserSql("""
                INSERT INTO tillback.journal
                  (number, table_schema, table_name, companion, since_cut, since, evidence)
                SELECT 100000 + n, 'shop', 't' || n, companion, since_cut, since, evidence
                FROM tillback.journal, generate_series(%d, %d) n
                """.formatted(from, to));
    }

    private void sabotage(int from, int to) throws SQLException {
        engine.sql("""
                DO $$ BEGIN
                  FOR n IN %d..%d LOOP EXECUTE format('ALTER TABLE shop.t%%s DISABLE TRIGGER ALL', n); END LOOP;
                END $$
                """.formatted(from, to));
        engine.journal().beat();
    }

    /** Keeps what it is sent. */
    private static class Keeps implements AlertSender {
        final List<AlertMessage> sent = new CopyOnWriteArrayList<>();
        private final AlertChannel channel;

        Keeps(AlertChannel channel) {
            this.channel = channel;
        }

        @Override
        public AlertChannel channel() {
            return channel;
        }

        @Override
        public void send(AlertMessage message) {
            sent.add(message);
        }
    }

    /** Fails the first few times, after the message was sent: its receiver gets it again. */
    private static final class LosesReplies extends Keeps {
        private final int times;

        LosesReplies(AlertChannel channel, int times) {
            super(channel);
            this.times = times;
        }

        @Override
        public void send(AlertMessage message) {
            super.send(message);
            if (sent.size() <= times) {
                throw new RestoreException(
                        ErrorCode.DELIVERY_FAILED, "Cannot post alerts: no answer", "They are posted again.");
            }
        }
    }

    @Test
    void a_thousand_tables_are_one_message_and_a_beat_does_not_tell_them_again() throws SQLException {
        store(1);
        alsoRecorded(2, 1000);
        Keeps mail = new Keeps(AlertChannel.MAIL);
        AlertCourier courier = new AlertCourier(outbox, mail);

        sabotage(1, 1);
        assertThat(outbox.gather(AT_ONCE, ALL, BOTH)).isEqualTo(1000);
        engine.journal().beat();
        assertThat(outbox.gather(AT_ONCE, ALL, BOTH)).isZero();
        assertThat(courier.deliver()).isEmpty();
        assertThat(courier.deliver()).isEmpty();

        assertThat(mail.sent).hasSize(1);
        AlertMessage message = mail.sent.get(0);
        assertThat(message.total()).isEqualTo(1000);
        assertThat(message.alerts()).hasSize(AlertMessage.MOST_TOLD);
        assertThat(message.headline()).matches("Recording of shop.t\\d+ ended, and 999 more");
        assertThat(book.list(2000)).hasSize(1000);
    }

    @Test
    void what_happens_within_the_wait_is_one_message_which_tells_what_is_over_already() throws SQLException {
        store(3);
        Duration wait = Duration.ofSeconds(2);
        sabotage(1, 1);
        assertThat(outbox.gather(wait, ALL, BOTH)).isZero();
        engine.record();
        sabotage(2, 3);
        Awaitility.await().until(() -> outbox.gather(wait, ALL, BOTH) == 3);

        Keeps mail = new Keeps(AlertChannel.MAIL);
        new AlertCourier(outbox, mail).deliver();

        assertThat(mail.sent.get(0).alerts()).extracting(Alert::isOpen).containsExactly(false, true, true);

        engine.record();
        assertThat(outbox.gather(AT_ONCE, ALL, BOTH))
                .as("those that were told of as open are told to be over")
                .isEqualTo(2);
        assertThat(outbox.gather(AT_ONCE, ALL, BOTH)).isZero();
    }

    @Test
    void a_channel_that_fails_is_tried_again_with_the_same_message_and_holds_up_no_other() throws SQLException {
        store(1);
        sabotage(1, 1);
        outbox.gather(AT_ONCE, ALL, BOTH);
        LosesReplies webhook = new LosesReplies(AlertChannel.WEBHOOK, 2);
        Keeps mail = new Keeps(AlertChannel.MAIL);
        AlertCourier poster = new AlertCourier(outbox, webhook);

        assertThat(poster.deliver().orElseThrow().reason()).isEqualTo("Cannot post alerts: no answer");
        assertThat(poster.deliver()).as("not due yet").isEmpty();
        assertThat(new AlertCourier(outbox, mail).deliver()).isEmpty();

        assertThat(mail.sent).hasSize(1);
        assertThat(webhook.sent).hasSize(1);
        assertThat(book.listFailing()).hasSize(1);
        assertThat(book.listFailing().get(0).channel()).isEqualTo(AlertChannel.WEBHOOK);
        assertThat(book.listFailing().get(0).failure()).isEqualTo("Cannot post alerts: no answer");

        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            poster.deliver();
            return book.listFailing().isEmpty();
        });

        assertThat(webhook.sent).hasSize(3);
        assertThat(webhook.sent).containsOnly(webhook.sent.get(0));
        assertThat(book.list(1).get(0).deliveries())
                .extracting(AlertBook.Delivery::channel, AlertBook.Delivery::attempts)
                .containsExactlyInAnyOrder(Tuple.tuple(AlertChannel.MAIL, 1), Tuple.tuple(AlertChannel.WEBHOOK, 3));
    }

    @Test
    void several_servers_at_once_deliver_each_message_once() throws SQLException {
        store(8);
        Keeps mail = new Keeps(AlertChannel.MAIL);
        for (int n = 1; n <= 8; n++) {
            sabotage(n, n);
            List<CompletableFuture<Void>> servers = IntStream.range(0, 4)
                    .mapToObj(server -> CompletableFuture.runAsync(() -> {
                        outbox.gather(AT_ONCE, ALL, BOTH);
                        new AlertCourier(outbox, mail).deliver();
                    }))
                    .toList();
            servers.forEach(CompletableFuture::join);
        }

        assertThat(mail.sent).hasSize(8);
        assertThat(mail.sent.stream().map(AlertMessage::id).distinct()).hasSize(8);
        assertThat(mail.sent.stream().flatMap(sent -> sent.alerts().stream()).map(Alert::number))
                .doesNotHaveDuplicates()
                .hasSize(8);
    }

    @Test
    void a_message_whose_server_died_while_sending_is_sent_by_another() throws SQLException {
        store(1);
        sabotage(1, 1);
        outbox.gather(AT_ONCE, ALL, BOTH);
        assertThat(outbox.findDue(AlertChannel.MAIL)).isPresent();
        assertThat(outbox.findDue(AlertChannel.MAIL)).as("it is somebody's").isEmpty();

        engine.superuserSql("UPDATE tillback.alert_delivery SET next_attempt_at = now() - interval '1 s'");

        assertThat(outbox.findDue(AlertChannel.MAIL).orElseThrow().number()).isEqualTo(2);
    }

    @Test
    void a_message_is_given_up_after_three_days_and_says_so() throws SQLException {
        store(1);
        sabotage(1, 1);
        outbox.gather(AT_ONCE, ALL, BOTH);
        new AlertCourier(outbox, new LosesReplies(AlertChannel.WEBHOOK, 9)).deliver();

        engine.superuserSql("""
                UPDATE tillback.alert_delivery
                SET created_at = now() - interval '73 h', next_attempt_at = now() - interval '1 h'
                """);

        assertThat(outbox.findDue(AlertChannel.WEBHOOK)).isEmpty();
        assertThat(book.list(1).get(0).deliveries())
                .filteredOn(delivery -> delivery.channel() == AlertChannel.WEBHOOK)
                .singleElement()
                .satisfies(delivery -> {
                    assertThat(delivery.nextAttemptAt()).isEmpty();
                    assertThat(delivery.deliveredAt()).isEmpty();
                    assertThat(delivery.failure()).contains("Cannot post alerts: no answer");
                });
    }

    @Test
    void a_kind_that_is_not_chosen_is_listed_and_not_told() throws SQLException {
        store(1);
        sabotage(1, 1);

        assertThat(outbox.gather(AT_ONCE, EnumSet.of(AlertCause.Kind.BEAT_STOPPED), BOTH))
                .isZero();
        assertThat(outbox.gather(AT_ONCE, ALL, BOTH)).isZero();

        assertThat(outbox.findDue(AlertChannel.MAIL)).isEmpty();
        assertThat(book.list(1)).hasSize(1);
    }
}
