package io.tillback.notice;

import io.tillback.fault.RestoreException;
import java.util.List;

/** Delivers waiting notices. A failure is written down and tried again on the next round; it never stops the others. */
public final class Courier {
    private static final int ROUND = 100;

    private final Outbox outbox;
    private final Listener listener;

    public Courier(Outbox outbox, Listener listener) {
        this.outbox = outbox;
        this.listener = listener;
    }

    /** @return how many were delivered */
    public int deliver() {
        int delivered = 0;
        List<Notice> waiting = outbox.loadWaiting(ROUND);
        for (Notice notice : waiting) {
            try {
                listener.tell(notice);
                outbox.markDelivered(notice);
                delivered++;
            } catch (RestoreException e) {
                outbox.markFailed(notice, e.fact());
            }
        }
        return delivered;
    }
}
