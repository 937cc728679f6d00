package io.tillback.snapshot;

/**
 * How a snapshot steps back while the store is busy.
 *
 * @param busyTransactionsPerSecond of the store's database, from which on it counts as busy
 * @param sharePercent of the time in which each worker of a snapshot then works; 100 never steps back
 */
public record Courtesy(int busyTransactionsPerSecond, int sharePercent) {
    public Courtesy {
        if (busyTransactionsPerSecond < 1 || sharePercent < 1 || sharePercent > 100) {
            throw new IllegalArgumentException("Cannot step back to " + sharePercent + " percent from "
                    + busyTransactionsPerSecond + " transactions a second on");
        }
    }

    /** What is aimed at: seven tenths of the store's throughput on two cores; BENCHMARKS.md says what was measured. */
    public static Courtesy usual() {
        return new Courtesy(20, 10);
    }
}
