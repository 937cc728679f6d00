package io.tillback.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicInteger;

/** Tells the time once, and is set back then. */
final class SetBackClock extends Clock {
    private final Clock clock = Clock.systemUTC();
    private final AtomicInteger asked = new AtomicInteger();
    private final Duration by;

    SetBackClock(Duration by) {
        this.by = by;
    }

    @Override
    public Instant instant() {
        return asked.getAndIncrement() == 0 ? clock.instant() : clock.instant().minus(by);
    }

    @Override
    public ZoneId getZone() {
        return clock.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
