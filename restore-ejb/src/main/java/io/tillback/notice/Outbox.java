package io.tillback.notice;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Port: the notices that are not delivered yet. What one receiver does not take keeps none from another. */
public interface Outbox {
    /**
     * Addresses to the stores beside this server what they have not heard of.
     *
     * @param stores of this server
     * @param since what was committed before, and told to other stores, is nothing to these: they began later
     */
    void gatherForStores(Receiver stores, Instant since);

    /**
     * Addresses to the webhook what was not addressed to it yet.
     *
     * @param newest restores that are older are not posted: nobody listened then
     */
    void gatherForWebhook(Duration newest);

    /**
     * A notice that is due, to be delivered by the caller alone within the next two minutes. Who does not say what became of it
     * finds it due again then. One that did not fail yet comes first.
     */
    Optional<Attempt> findDue(Receiver receiver);

    void markDelivered(Attempt attempt);

    /** @param reason why it failed, for people */
    void markFailed(Attempt attempt, String reason);

    /** @param number of the attempts so far, this one among them */
    record Attempt(Notice notice, Receiver receiver, int number) {}
}
