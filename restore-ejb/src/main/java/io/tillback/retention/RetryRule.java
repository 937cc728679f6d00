package io.tillback.retention;

import java.time.Duration;

/**
 * How often a slot is tried, and how long after a failure.
 *
 * @param attempts at most, the first included
 * @param backoff after the first failure; twice as long after each further one
 */
public record RetryRule(int attempts, Duration backoff) {
    public RetryRule {
        if (attempts < 1 || backoff.isNegative()) {
            throw new IllegalArgumentException("a slot needs an attempt");
        }
    }

    Duration waitAfter(int failures) {
        return backoff.multipliedBy(1L << Math.min(failures - 1, 20));
    }
}
