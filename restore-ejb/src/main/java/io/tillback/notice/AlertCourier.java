package io.tillback.notice;

import io.tillback.fault.RestoreException;
import java.util.Optional;

/** Delivers messages on one channel. Those that fail wait longer each time, and the others go on. */
public final class AlertCourier {
    private static final int ROUND = 20;

    private final AlertOutbox outbox;
    private final AlertSender sender;

    public AlertCourier(AlertOutbox outbox, AlertSender sender) {
        this.outbox = outbox;
        this.sender = sender;
    }

    /** @param attempt that failed */
    public record Failure(AlertOutbox.Attempt attempt, String reason) {}

    /**
     * Delivers what is due, until something fails: a channel that is down is not asked again for every message.
     *
     * @return what failed
     */
    public Optional<Failure> deliver() {
        for (int i = 0; i < ROUND; i++) {
            Optional<AlertOutbox.Attempt> due = outbox.findDue(sender.channel());
            if (due.isEmpty()) {
                return Optional.empty();
            }
            Optional<String> failure = attempt(due.get());
            if (failure.isPresent()) {
                return Optional.of(new Failure(due.get(), failure.get()));
            }
        }
        return Optional.empty();
    }

    private Optional<String> attempt(AlertOutbox.Attempt attempt) {
        try {
            sender.send(attempt.text());
        } catch (RestoreException e) {
            outbox.markFailed(attempt, e.fact());
            return Optional.of(e.fact());
        }
        outbox.markDelivered(attempt);
        return Optional.empty();
    }
}
