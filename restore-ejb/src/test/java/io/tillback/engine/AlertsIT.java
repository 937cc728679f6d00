package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.jdbc.JdbcAlertBook;
import io.tillback.model.AlertCause;
import io.tillback.model.Moment;
import io.tillback.model.OnFailure;
import io.tillback.model.Protection;
import io.tillback.model.Protection.TableNames;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableId;
import io.tillback.notice.Alert;
import io.tillback.notice.AlertBook;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What raises an alert, and what closes it. */
class AlertsIT {
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final String DROP_A_TRIGGER = """
            DO $$ DECLARE t record; BEGIN
              SELECT tgname INTO t FROM pg_trigger
              WHERE tgrelid = 'shop.product'::regclass AND NOT tgisinternal ORDER BY tgname LIMIT 1;
              EXECUTE format('DROP TRIGGER %I ON shop.product', t.tgname);
            END $$
            """;
    private static final AlertBook.Limits LIMITS = new AlertBook.Limits(Duration.ofMinutes(15), Duration.ofMinutes(5));

    private Engine engine;
    private AlertBook book;

    @BeforeEach
    void record_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product (id int PRIMARY KEY, name text);
                CREATE TABLE shop.tag (id int PRIMARY KEY, code text);
                INSERT INTO shop.product SELECT n, 'product ' || n FROM generate_series(1, 10) n;
                """);
        book = new JdbcAlertBook(engine.database);
        engine.record();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private List<Alert> alerts() {
        return book.list(2000).stream().map(AlertBook.Entry::alert).toList();
    }

    private Alert only() {
        List<Alert> all = alerts();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @Test
    void nothing_is_alerted_while_all_is_well() {
        engine.journal().beat();
        engine.record();
        engine.journal().beat();
        book.watch(LIMITS);

        assertThat(alerts()).isEmpty();
    }

    @Test
    void a_dropped_trigger_raises_one_alert_that_says_from_when_on_what_cannot_be_restored() throws SQLException {
        Moment last = engine.journal().beat();

        engine.sql(DROP_A_TRIGGER);
        engine.journal().beat();
        engine.journal().beat();

        Alert alert = only();
        assertThat(alert.isOpen()).isTrue();
        assertThat(alert.cause()).isEqualTo(new AlertCause.CoverageEnded(PRODUCT, "altered since: triggers"));
        assertThat(alert.since()).isEqualTo(last.takenAt());
        assertThat(alert.headline()).isEqualTo("Recording of shop.product ended");
        assertThat(alert.meaning())
                .isEqualTo("Moments of shop.product from " + last.takenAt()
                        + " on cannot be restored exactly: altered since: triggers.");
        assertThat(alert.nextStep()).contains("take one now");
    }

    @Test
    void an_alert_is_closed_when_recording_begins_anew_and_then_says_until_when() throws SQLException {
        Moment last = engine.journal().beat();
        engine.sql(DROP_A_TRIGGER);
        engine.journal().beat();

        engine.record();

        Alert alert = only();
        Instant again = engine.journal().findCoverage().stream()
                .filter(coverage -> coverage.end().isEmpty()
                        && coverage.companion().table().id().equals(PRODUCT))
                .findFirst()
                .orElseThrow()
                .since()
                .takenAt();
        assertThat(alert.isOpen()).isFalse();
        assertThat(alert.until()).contains(again);
        assertThat(alert.meaning())
                .startsWith("Moments of shop.product from " + last.takenAt() + " to " + again)
                .endsWith("Those from " + again + " on can.");

        engine.sql(DROP_A_TRIGGER);
        engine.journal().beat();
        assertThat(alerts()).extracting(Alert::isOpen).containsExactly(true, false);
    }

    @Test
    void two_servers_that_beat_at_once_raise_it_once() throws SQLException {
        engine.journal().beat();
        for (int i = 0; i < 10; i++) {
            engine.sql(DROP_A_TRIGGER);
            List<CompletableFuture<Void>> beats = IntStream.range(0, 4)
                    .mapToObj(n ->
                            CompletableFuture.runAsync(() -> engine.journal().beat()))
                    .toList();
            beats.forEach(AlertsIT::orLost);
            engine.journal().beat();

            assertThat(alerts()).hasSize(i + 1);
            engine.record();
        }
        assertThat(alerts()).noneMatch(Alert::isOpen);
    }

    /** Of two beats that end the same interval the database lets one through; the other comes again a second later. */
    private static void orLost(CompletableFuture<Void> beat) {
        try {
            beat.join();
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(RestoreException.class).hasMessageContaining("could not serialize");
        }
    }

    @Test
    void an_alert_is_there_exactly_if_the_end_of_coverage_is() throws SQLException {
        engine.journal().beat();
        engine.sql(DROP_A_TRIGGER);
        engine.superuserSql("ALTER TABLE tillback.alert ADD CONSTRAINT none CHECK (false) NOT VALID");

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.journal().beat());
        assertThat(engine.number("SELECT count(*) FROM tillback.journal WHERE last_cut IS NOT NULL"))
                .isZero();

        engine.superuserSql("ALTER TABLE tillback.alert DROP CONSTRAINT none");
        engine.journal().beat();
        assertThat(only().cause().findTable()).contains(PRODUCT);
    }

    @Test
    void what_an_operator_switches_off_or_leaves_out_raises_none() {
        engine.journal().beat();
        engine.journal(table -> OnFailure.BREAK_COVERAGE).follow(engine.live());
        StoreSchema withoutTag = new Protection(List.of(), TableNames.parse("shop.tag")).of(engine.live());
        engine.journal(table -> OnFailure.BREAK_COVERAGE).follow(withoutTag);
        engine.journal().stop("the journal was switched off (tillback.journal)");
        engine.journal().beat();

        assertThat(engine.journal().findCoverage()).hasSize(4).noneMatch(coverage -> coverage.end()
                .isEmpty());
        assertThat(alerts()).isEmpty();
    }

    @Test
    void a_table_that_is_dropped_raises_one_whoever_notices_it_first() throws SQLException {
        engine.journal().beat();
        engine.sql("DROP TABLE shop.tag");
        engine.record();

        assertThat(only().cause().findTable()).contains(new TableId("shop", "tag"));

        engine.sql("DROP TABLE shop.product");
        engine.journal().beat();
        engine.record();

        assertThat(alerts())
                .extracting(alert -> alert.cause().findTable().orElseThrow().name())
                .containsExactly("product", "tag");
    }

    @Test
    void a_seam_that_does_not_close_raises_one_for_each_table() {
        Moment seam = engine.journal().beat();

        engine.journal()
                .breakOff(
                        engine.journal().findCovered(seam).values(),
                        seam,
                        "the records do not explain what differs between snapshots a and b");

        assertThat(alerts()).hasSize(2).allSatisfy(alert -> {
            assertThat(alert.since()).isEqualTo(seam.takenAt());
            assertThat(alert.cause().findReason().orElseThrow()).startsWith("the records do not explain");
        });
    }

    @Test
    void shipping_that_fails_for_too_long_raises_one_that_closes_with_the_next_shipment() throws SQLException {
        Shipping shipping = Shipping.of(engine);
        shipping.ship();
        shipping.log.fail("Cannot write to the bucket: connection refused");
        book.watch(LIMITS);
        assertThat(alerts()).isEmpty();

        engine.superuserSql("UPDATE tillback.shipping SET failing_since = now() - interval '16 min'");
        book.watch(LIMITS);
        shipping.log.fail("Cannot write to the bucket: connection refused");
        book.watch(LIMITS);

        assertThat(only().isOpen()).isTrue();
        assertThat(only().meaning())
                .startsWith("If the database were lost now, what changed since 20")
                .endsWith("Reason: Cannot write to the bucket: connection refused.");

        shipping.ship();
        book.watch(LIMITS);

        assertThat(only().isOpen()).isFalse();
    }

    @Test
    void a_beat_that_stopped_raises_one_that_closes_with_the_next_moment() throws SQLException {
        Moment last = engine.journal().beat();
        engine.superuserSql("UPDATE tillback.moment SET taken_at = taken_at - interval '6 min'");
        engine.superuserSql("UPDATE tillback.journal SET since = since - interval '6 min'");
        book.watch(LIMITS);
        book.watch(LIMITS);

        assertThat(only().isOpen()).isTrue();
        assertThat(only().cause()).isEqualTo(new AlertCause.BeatStopped());
        assertThat(only().since()).isEqualTo(last.takenAt().minus(Duration.ofMinutes(6)));

        Moment next = engine.journal().beat();
        book.watch(LIMITS);
        book.watch(LIMITS);

        assertThat(only().until()).contains(next.takenAt());
    }

    @Test
    void a_stop_that_nobody_saw_is_told_afterwards_and_one_while_recording_was_off_is_not() throws SQLException {
        engine.journal().beat();
        engine.superuserSql("UPDATE tillback.moment SET taken_at = taken_at - interval '1 h'");
        engine.superuserSql("UPDATE tillback.journal SET since = since - interval '1 h'");
        engine.journal().beat();
        book.watch(LIMITS);
        assertThat(only().isOpen()).isFalse();

        engine.journal().stop("switched off");
        engine.superuserSql("UPDATE tillback.moment SET taken_at = taken_at - interval '1 day'");
        engine.superuserSql(
                "UPDATE tillback.journal SET since = since - interval '1 day', last = last - interval '1 day'");
        engine.record();
        engine.journal().beat();
        book.watch(LIMITS);

        assertThat(alerts()).hasSize(1);
    }

    @Test
    void who_has_seen_an_alert_first_stays_and_one_that_is_not_there_is_refused() throws SQLException {
        engine.journal().beat();
        engine.sql(DROP_A_TRIGGER);
        engine.journal().beat();
        long number = only().number();

        book.acknowledge(number, "olga");
        AlertBook.Entry again = book.acknowledge(number, "piet");

        assertThat(again.alert().acknowledgement().orElseThrow().by()).isEqualTo("olga");
        assertThat(again.alert().isOpen()).isTrue();
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> book.acknowledge(4711, "olga"))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.ALERT_UNKNOWN));
    }

    @Test
    void recording_that_is_switched_off_closes_what_is_open_and_old_alerts_are_forgotten() throws SQLException {
        engine.journal().beat();
        engine.sql(DROP_A_TRIGGER);
        engine.journal().beat();

        book.closeAll();
        assertThat(only().isOpen()).isFalse();
        assertThat(only().until()).isEmpty();

        book.forgetBefore(only().closedAt().orElseThrow());
        assertThat(alerts()).hasSize(1);
        book.forgetBefore(only().closedAt().orElseThrow().plusMillis(1));
        assertThat(alerts()).isEmpty();
    }
}
