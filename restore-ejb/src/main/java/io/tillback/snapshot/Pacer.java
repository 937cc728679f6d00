package io.tillback.snapshot;

import io.tillback.model.Progress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Makes the workers of one snapshot rest while the store is busy, so that it goes on at nearly its own speed. On an idle
 * database nobody rests, but for the first second: only a second look tells what the store does.
 *
 * <p>Safe for concurrent use.
 */
final class Pacer {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** Servers count a session's transactions in lumps, about a second late. */
    private static final Duration STAYS_BUSY = Duration.ofSeconds(3);

    /** Shorter rests would cost more than they give. */
    private static final Duration AT_LEAST = Duration.ofMillis(20);

    private static final Duration AT_MOST = Duration.ofSeconds(2);

    /** Of a worker that reads whole tables: it needs no look at the store. */
    private static final Duration UNNOTICED = Duration.ofMillis(200);

    /** Of one that only looks up what changed. */
    private static final Duration UNNOTICED_LOOKUPS = Duration.ofSeconds(1);

    private final Courtesy courtesy;
    private final LongSupplier transactions;
    private final Clock clock;
    private final Consumer<Duration> rest;
    private final Duration unnoticed;
    private long lookedAt;
    private long seen = -1;
    private long busyUntil = Long.MIN_VALUE;
    private boolean nextTells;

    /**
     * @param transactions that the database has ended so far
     * @param lookups whether no table is read whole
     */
    Pacer(Courtesy courtesy, LongSupplier transactions, Clock clock, boolean lookups) {
        this(courtesy, transactions, clock, lookups, time -> LockSupport.parkNanos(time.toNanos()));
    }

    Pacer(Courtesy courtesy, LongSupplier transactions, Clock clock, boolean lookups, Consumer<Duration> rest) {
        this.courtesy = courtesy;
        this.transactions = transactions;
        this.clock = clock;
        this.rest = rest;
        this.unnoticed = lookups ? UNNOTICED_LOOKUPS : UNNOTICED;
    }

    /** For one worker: rests when it reports what it has done. */
    Progress pacing(Progress progress) {
        return new Paced(progress);
    }

    /** How long a worker may rest now: not at all unless the store is busy, or may be. */
    private synchronized long longestRest(long now) {
        if (courtesy.sharePercent() == 100) {
            return 0;
        }
        if (seen < 0 || now < lookedAt) {
            // The first look, or the clock was set back: until the next one tells, the store may be busy.
            look(now, now + BETWEEN_LOOKS.toMillis());
            nextTells = true;
        }
        if (now - lookedAt >= BETWEEN_LOOKS.toMillis()) {
            long before = seen;
            long since = now - lookedAt;
            look(now, busyUntil);
            nextTells = false;
            if ((seen - before) * 1000 >= courtesy.busyTransactionsPerSecond() * since) {
                busyUntil = now + STAYS_BUSY.toMillis();
            }
        }
        long longest = nextTells ? busyUntil - now : AT_MOST.toMillis();
        return now < busyUntil ? longest : 0;
    }

    private void look(long now, long busyUntilThen) {
        seen = transactions.getAsLong();
        lookedAt = now;
        busyUntil = busyUntilThen;
    }

    private final class Paced implements Progress {
        private final Progress progress;
        private long workingSince = clock.millis();
        private long workedInAll;

        private Paced(Progress progress) {
            this.progress = progress;
        }

        @Override
        public void step(String name) {
            progress.step(name);
        }

        @Override
        public void expect(long rows, long bytes) {
            progress.expect(rows, bytes);
        }

        @Override
        public void advance(long rows, long bytes) {
            progress.advance(rows, bytes);
            long now = clock.millis();
            // A clock that was set back tells nothing of how long this took.
            long worked = Math.max(0, now - workingSince);
            if (worked < AT_LEAST.toMillis() && now >= workingSince) {
                return;
            }
            workedInAll += worked;
            long longest = longestRest(now);
            if (longest > 0 && workedInAll >= unnoticed.toMillis()) {
                long pause = worked * (100 - courtesy.sharePercent()) / courtesy.sharePercent();
                rest.accept(Duration.ofMillis(Math.min(pause, longest)));
            }
            workingSince = clock.millis();
        }

        @Override
        public void checkCancelled() {
            progress.checkCancelled();
        }
    }
}
