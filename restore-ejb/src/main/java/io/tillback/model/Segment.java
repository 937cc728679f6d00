package io.tillback.model;

/**
 * A piece of what the journal has recorded, dropped as a whole.
 *
 * @param companion whose records it holds; {@link #OF_TRANSACTIONS}: who made the changes, of all companions
 * @param number from 1, in the order in which they were begun
 */
public record Segment(int companion, int number) {
    public static final int OF_TRANSACTIONS = 0;

    public boolean isOfTransactions() {
        return companion == OF_TRANSACTIONS;
    }

    public Segment next() {
        return new Segment(companion, number + 1);
    }
}
