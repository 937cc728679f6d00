package io.tillback.notice;

import io.tillback.model.AlertCause;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Port: alerts that are not told yet, and messages that are not delivered yet. Of several servers each thing is one's. */
public interface AlertOutbox {
    /**
     * Makes one message of all alerts that are new, or over and told of as open, once the oldest of that has waited.
     *
     * @param wait so that what happens to many tables at once is told at once
     * @param kinds those that are told; others are only listed
     * @param channels each delivers the message by itself
     * @return how many alerts are told of
     */
    int gather(Duration wait, Set<AlertCause.Kind> kinds, Set<AlertChannel> channels);

    /**
     * A message that is due, to be delivered by the caller alone within the next two minutes. Who does not say what became of
     * it finds it due again then.
     */
    Optional<Attempt> findDue(AlertChannel channel);

    void markDelivered(Attempt attempt);

    /** @param reason why it failed, for people */
    void markFailed(Attempt attempt, String reason);

    /** @param number of the attempts so far, this one among them */
    record Attempt(long message, AlertChannel channel, AlertMessage text, int number) {}
}
