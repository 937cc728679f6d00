package io.tillback.jdbc;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a restore waits for locks, attempt by attempt.
 *
 * <p>Each attempt rolls back when it has waited, and so lets go of what the store may be waiting for in turn. A deadlock
 * ends with us and never costs the store its transaction: the database ends one of both when a second is over, whose
 * second it is. And nobody queues for long behind a lock that we queue for.
 *
 * @param attempt from 1
 * @param left to be waited, this attempt included
 */
record LockWaits(int attempt, Duration left) {
    static final Duration PAUSE = Duration.ofMillis(150);

    /** A store that is waiting for us already has the rest of its second. */
    private static final Duration FIRST = Duration.ofMillis(100);

    /** Who always holds some lock for longer than the first attempts wait is met by the later ones. */
    private static final Duration LONGEST = Duration.ofMillis(900);

    static LockWaits first(Duration all) {
        return new LockWaits(1, all);
    }

    Duration longest() {
        return min(left, min(LONGEST, FIRST.multipliedBy(attempt)));
    }

    Optional<LockWaits> next() {
        Duration rest = left.minus(longest()).minus(PAUSE);
        return rest.compareTo(Duration.ZERO) > 0 ? Optional.of(new LockWaits(attempt + 1, rest)) : Optional.empty();
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
