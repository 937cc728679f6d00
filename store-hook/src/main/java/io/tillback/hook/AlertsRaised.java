package io.tillback.hook;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something keeps the store from being brought back as it should be, or does no more: what a store observes.
 *
 * @param messageId the same message may be heard twice
 * @param alerts those that are told together, at most a hundred
 */
public record AlertsRaised(String messageId, List<Alert> alerts) {

    /** Keeps a copy of the alerts. */
    public AlertsRaised {
        alerts = List.copyOf(alerts);
    }

    /**
     * One alert, as it stood when the message was made.
     *
     * @param id as {@code GET /alerts} lists it
     * @param kind {@code coverage-ended}, {@code shipping-failing}, {@code beat-stopped}, {@code slot-failed},
     *     {@code large-transaction}, {@code new-value}, {@code turned-constant}, {@code new-operation},
     *     {@code last-copy-expiring}, {@code notice-failing}; more may come
     * @param state {@code open} or {@code closed}
     * @param table that it is about, such as {@code shop.product}
     * @param since from when on
     * @param until when it was over
     * @param reason why, as far as Tillback knows
     * @param transaction the database's number of the one that it is about
     * @param headline what has happened
     * @param meaning what it means for a restore
     * @param nextStep what to do now
     */
    public record Alert(
            String id,
            String kind,
            String state,
            Optional<String> table,
            Instant since,
            Optional<Instant> until,
            Optional<String> reason,
            Optional<String> transaction,
            String headline,
            String meaning,
            String nextStep) {}
}
