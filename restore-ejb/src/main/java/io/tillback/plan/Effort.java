package io.tillback.plan;

import java.time.Duration;

/**
 * What a restore takes, from the question to its proof.
 *
 * @param bytesToFetch from the object store, at most; 0 where the journal tells everything
 * @param time as long as this store's latest plans and restores took, row by row and byte by byte; thawing not included
 */
public record Effort(long bytesToFetch, Access access, Duration time) {
    public enum Access {
        AT_ONCE,
        /** Some of it lies in a storage class that must be thawed first. */
        AFTER_THAW
    }
}
