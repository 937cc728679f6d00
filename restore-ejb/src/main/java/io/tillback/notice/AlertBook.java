package io.tillback.notice;

import io.tillback.retention.RetryRule;
import io.tillback.retention.TierSlots;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Port: all alerts, in the store's own database. */
public interface AlertBook {
    /** Open ones first, then the newest first, with what became of telling them. */
    List<Entry> list(int limit);

    /** The channels that fail at present. */
    List<FailingChannel> listFailing();

    /**
     * Notes that somebody has seen an alert; who was first stays. One of a transaction is closed with that: nothing else
     * ends it while the journal holds its records.
     *
     * @throws io.tillback.fault.RestoreException ALERT_UNKNOWN
     */
    Entry acknowledge(long number, String by);

    /** Raises and closes the alerts of what nobody notices by doing it: that nothing is shipped, that no moment is kept. */
    void watch(Limits limits);

    /** Raises an alert for each slot that failed for good, and closes those of slots before one that was taken. */
    void noteSlots(TierSlots slots, RetryRule rule);

    /** Alerts of transactions that nobody has acknowledged, open or not. */
    List<Alert> findUnseenOfTransactions();

    /** Raises alerts of last copies that expire soon, and closes those of others. */
    void noteExpiring(List<LastCopies.Expiring> expiring);

    /** Closes all alerts of the journal without telling: it was switched off. */
    void closeAll();

    /** Forgets alerts that were closed or seen before an instant, and messages made before. */
    void forgetBefore(Instant oldest);

    /**
     * @param shipping for how long shipping may fail
     * @param beat for how long no moment may be kept
     */
    record Limits(Duration shipping, Duration beat) {}

    /** @param deliveries of the last message that tells of the alert; none before there is one */
    record Entry(Alert alert, List<Delivery> deliveries) {
        public Entry {
            deliveries = List.copyOf(deliveries);
        }
    }

    /**
     * A message on its way by one channel.
     *
     * @param failure why the last attempt failed
     * @param nextAttemptAt empty if it was delivered, or given up after three days
     */
    record Delivery(
            AlertChannel channel,
            int attempts,
            Optional<Instant> deliveredAt,
            Optional<String> failure,
            Optional<Instant> nextAttemptAt) {}

    /**
     * @param waiting messages that could not be delivered yet
     * @param since when the oldest of them was made
     * @param failure why the newest attempt failed
     */
    record FailingChannel(AlertChannel channel, long waiting, Instant since, String failure) {}
}
