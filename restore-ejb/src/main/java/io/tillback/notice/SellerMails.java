package io.tillback.notice;

import java.time.Duration;
import java.util.Optional;

/** Port: mail to sellers about their notices, one for each. What one seller does not get keeps none from another. */
public interface SellerMails {
    /**
     * Addresses notices that were not addressed yet. Where the store has no address for the seller, or none that mail can
     * be sent to, that is noted instead.
     *
     * @param newest older notices are not mailed: nobody had asked for mail then
     */
    void gather(Duration newest);

    /**
     * A mail that is due, to be sent by the caller alone within the next two minutes. Who does not say what became of it
     * finds it due again then. One that did not fail yet comes first; after three days none is.
     */
    Optional<Attempt> findDue();

    void markDelivered(Attempt attempt);

    /** @param reason why it failed, for people */
    void markFailed(Attempt attempt, String reason);

    /** @param number of the attempts so far, this one among them */
    record Attempt(SellerNotice notice, String address, int number) {}
}
