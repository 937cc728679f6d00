package io.tillback.ejb;

import io.tillback.model.IdempotencyKey;
import io.tillback.model.Job;
import io.tillback.shipment.Recall;
import jakarta.ejb.Local;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What the journal has dropped, and the object store has: brought back for a while. */
@Local
public interface Recalls {
    /** How long something may stay that was brought back. */
    Duration LONGEST = Duration.ofDays(30);

    /** What is brought back at present, the newest first. */
    List<Recall> list();

    /**
     * Begins to bring back all that was recorded since an instant.
     *
     * @param stays how long it is kept; at most {@link #LONGEST}
     * @throws io.tillback.fault.RestoreException REQUEST_INVALID, IDEMPOTENCY_KEY_REUSED
     */
    Job recall(Instant from, Duration stays, IdempotencyKey key);

    /** Lets go of what was brought back; the journal drops it within a minute. Of one that is over nothing happens. */
    void end(long number);
}
