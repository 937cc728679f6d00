package io.tillback.jdbc;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a restore waits for locks, attempt by attempt. Rows are not waited for at all; what else may be waited for
 * (tables, foreign keys' parents, unique values) is, for longer each time.
 *
 * <p>An attempt that waited long enough rolls back and so lets go of what the store may be waiting for in turn: of a
 * deadlock it is us who give way. The database would end whoever has waited for a second, and that is usually the store.
 * And nobody queues for long behind a lock that we queue for.
 *
 * @param attempt from 1
 * @param left to be waited, this attempt included
 */
record LockWaits(int attempt, Duration left) {
    static final Duration PAUSE = Duration.ofMillis(150);

    /** Who always holds some lock for longer than the first attempts wait is met by the later ones. */
    private static final Duration LONGEST = Duration.ofMillis(900);

    /**
     * A store that waits for a row of ours is ended by the database if we wait for it in turn at the end of its second. The
     * shorter our wait, the less likely it is that the two meet.
     */
    private static final Duration LONGEST_WITH_ROWS = Duration.ofMillis(50);

    private static final int DOUBLED_AT_MOST = 10;

    static LockWaits first(Duration all) {
        return new LockWaits(1, all);
    }

    Duration longest() {
        Duration doubled = Duration.ofMillis(1L << Math.min(attempt - 1, DOUBLED_AT_MOST));
        return min(left, min(LONGEST, doubled));
    }

    /** From the first row on that this attempt holds. */
    Duration longestWithRows() {
        return min(longest(), LONGEST_WITH_ROWS);
    }

    Optional<LockWaits> next() {
        Duration rest = left.minus(longest()).minus(PAUSE);
        return rest.compareTo(Duration.ZERO) > 0 ? Optional.of(new LockWaits(attempt + 1, rest)) : Optional.empty();
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
