package io.tillback.snapshot;

import io.tillback.model.SnapshotId;
import java.time.Instant;

/** Whether a snapshot holds a key, answered from its index alone. */
public record Sighting(SnapshotId snapshot, Instant takenAt, Answer answer) {
    public enum Answer {
        HOLDS,
        /** The filter cannot tell: it holds the key, or, one time in a hundred, another that looks like it. */
        PROBABLY_HOLDS,
        DOES_NOT_HOLD
    }
}
