package io.tillback.offenders.apply;

import java.time.Clock;
import java.time.Instant;

/** Breaks nothing: the clock was handed in. */
record IsGivenTheTime(Clock clock) {
    Instant now() {
        return Instant.now(clock);
    }
}
