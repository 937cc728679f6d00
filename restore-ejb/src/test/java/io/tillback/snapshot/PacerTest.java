package io.tillback.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PacerTest {
    private static final Courtesy A_QUARTER = new Courtesy(20, 25);

    private final AtomicLong millis = new AtomicLong(1_000_000);
    private final AtomicLong transactions = new AtomicLong(500);
    private final AtomicLong rested = new AtomicLong();

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis.get());
        }
    };

    private Progress worker(Courtesy courtesy) {
        return new Pacer(courtesy, transactions::get, clock, false, this::rest).pacing(Progress.NONE);
    }

    private void rest(Duration time) {
        rested.addAndGet(time.toMillis());
        millis.addAndGet(time.toMillis());
    }

    /** Works in chunks of 40 ms; the store ends its transactions meanwhile. */
    private void workWhileStoreDoes(Progress worker, Duration work, int transactionsPerSecond) {
        for (long left = work.toMillis(); left > 0; left -= 40) {
            long before = millis.get();
            millis.addAndGet(40);
            worker.advance(1, 1);
            transactions.addAndGet((millis.get() - before) * transactionsPerSecond / 1000);
        }
    }

    @Test
    void nobody_rests_while_the_store_does_little() {
        Progress worker = worker(A_QUARTER);
        workWhileStoreDoes(worker, Duration.ofSeconds(2), 0);
        rested.set(0);

        workWhileStoreDoes(worker, Duration.ofSeconds(20), 0);

        assertThat(rested.get()).isZero();
    }

    @Test
    void a_worker_that_only_looks_up_what_changed_is_not_noticed_for_a_second() {
        Progress lookups = new Pacer(A_QUARTER, transactions::get, clock, true, this::rest).pacing(Progress.NONE);

        workWhileStoreDoes(lookups, Duration.ofMillis(900), 1000);
        assertThat(rested.get()).isZero();

        workWhileStoreDoes(lookups, Duration.ofSeconds(5), 1000);
        assertThat(rested.get()).isPositive();
    }

    @Test
    void until_a_second_look_the_store_may_be_busy_and_a_worker_rests_no_longer() {
        workWhileStoreDoes(worker(A_QUARTER), Duration.ofSeconds(20), 0);

        assertThat(rested.get()).isBetween(400L, 1000L);
    }

    @Test
    void a_worker_that_is_done_at_once_never_rests() {
        workWhileStoreDoes(worker(A_QUARTER), Duration.ofMillis(160), 1000);

        assertThat(rested.get()).isZero();
    }

    @Test
    void a_worker_keeps_its_share_while_the_store_is_busy() {
        Progress worker = worker(A_QUARTER);
        workWhileStoreDoes(worker, Duration.ofSeconds(2), 1000);
        rested.set(0);

        workWhileStoreDoes(worker, Duration.ofSeconds(4), 1000);

        assertThat(rested.get()).isEqualTo(12_000);
    }

    @Test
    void full_speed_comes_back_when_the_store_has_become_quiet() {
        Progress worker = worker(A_QUARTER);
        workWhileStoreDoes(worker, Duration.ofSeconds(5), 1000);
        workWhileStoreDoes(worker, Duration.ofSeconds(2), 0);
        rested.set(0);

        workWhileStoreDoes(worker, Duration.ofSeconds(5), 0);

        assertThat(rested.get()).isZero();
    }

    @Test
    void a_share_of_all_never_rests() {
        workWhileStoreDoes(worker(new Courtesy(20, 100)), Duration.ofSeconds(20), 1000);

        assertThat(rested.get()).isZero();
    }

    @Test
    void a_clock_that_is_set_back_makes_nobody_rest_for_long() {
        Progress worker = worker(A_QUARTER);
        workWhileStoreDoes(worker, Duration.ofSeconds(5), 1000);
        rested.set(0);

        millis.addAndGet(-3_600_000);
        workWhileStoreDoes(worker, Duration.ofMillis(80), 1000);

        assertThat(rested.get()).isLessThan(1000);
    }
}
