package io.tillback.model;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** The state asked for. */
public sealed interface RestoreTarget {
    /** The state a snapshot holds. */
    record AtSnapshot(SnapshotId snapshot) implements RestoreTarget {}

    /** The state just before a restore was applied: takes that restore back. */
    record BeforeRestore(RestoreId restore) implements RestoreTarget {}

    /** The state at the newest moment that is not after an instant, from the journal. */
    record AtInstant(Instant instant) implements RestoreTarget {}

    /**
     * The state just before a transaction, from the journal: rows that it changed as it found them, others as at the
     * newest moment that does not see it.
     *
     * @param transaction the database's own number, of 64 bits without a sign
     */
    record BeforeTransaction(long transaction) implements RestoreTarget {}

    /** The state at the newest moment that still holds all rows which the request names by key, from journal or snapshots. */
    record NewestHolding() implements RestoreTarget {}

    /**
     * The state of now, had some transactions not changed anything, from the journal: a value that one of them wrote, and that
     * still stands, is what it was before; one that somebody else wrote since stays.
     *
     * @param transactions the database's own numbers, of 64 bits without a sign
     */
    record WithoutTransactions(List<Long> transactions) implements RestoreTarget {
        public WithoutTransactions {
            transactions = List.copyOf(transactions);
            Check.notEmpty(transactions, "list of transactions");
        }
    }

    /**
     * The state just before a release of the store, at the moment that was kept when it was announced.
     *
     * @param release its name
     */
    record BeforeRelease(String release) implements RestoreTarget {
        public BeforeRelease {
            Check.notEmpty(release, "name of a release");
        }
    }

    default <T> T match(
            Function<AtSnapshot, T> atSnapshot,
            Function<BeforeRestore, T> beforeRestore,
            Function<AtInstant, T> atInstant,
            Function<BeforeTransaction, T> beforeTransaction,
            Function<NewestHolding, T> newestHolding,
            Function<WithoutTransactions, T> withoutTransactions,
            Function<BeforeRelease, T> beforeRelease) {
        if (this instanceof AtSnapshot target) {
            return atSnapshot.apply(target);
        }
        if (this instanceof AtInstant target) {
            return atInstant.apply(target);
        }
        if (this instanceof BeforeTransaction target) {
            return beforeTransaction.apply(target);
        }
        if (this instanceof NewestHolding target) {
            return newestHolding.apply(target);
        }
        if (this instanceof WithoutTransactions target) {
            return withoutTransactions.apply(target);
        }
        if (this instanceof BeforeRelease target) {
            return beforeRelease.apply(target);
        }
        return beforeRestore.apply((BeforeRestore) this);
    }
}
