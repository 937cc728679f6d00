package io.tillback.notice;

import io.tillback.fault.RestoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Delivers waiting notices to one receiver. One that fails waits longer each time, and the others go on. */
public final class Courier {
    private static final int ROUND = 100;

    private final Outbox outbox;
    private final Listener listener;

    public Courier(Outbox outbox, Listener listener) {
        this.outbox = outbox;
        this.listener = listener;
    }

    /** @param attempt that failed */
    public record Failure(Outbox.Attempt attempt, String reason) {}

    /**
     * Delivers what is due, until a notice fails that has failed before: those after it have too.
     *
     * @return what failed
     */
    public List<Failure> deliver() {
        List<Failure> failures = new ArrayList<>();
        for (int i = 0; i < ROUND; i++) {
            Optional<Outbox.Attempt> due = outbox.findDue(listener.receiver());
            if (due.isEmpty()) {
                return failures;
            }
            Optional<String> failure = attempt(due.get());
            if (failure.isPresent()) {
                failures.add(new Failure(due.get(), failure.get()));
                if (due.get().number() > 1) {
                    return failures;
                }
            }
        }
        return failures;
    }

    private Optional<String> attempt(Outbox.Attempt attempt) {
        try {
            listener.tell(attempt.notice());
        } catch (RestoreException e) {
            outbox.markFailed(attempt, e.fact());
            return Optional.of(e.fact());
        }
        outbox.markDelivered(attempt);
        return Optional.empty();
    }
}
