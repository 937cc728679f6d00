package io.tillback.benchmark;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Progress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Takes the time of each step that the engine reports. */
final class Steps implements Progress {
    private final Map<String, Duration> times = new LinkedHashMap<>();
    private final long began = System.nanoTime();
    private String current = "Preparing";
    private long since = began;
    private volatile boolean cancelled;

    @Override
    public synchronized void step(String name) {
        long now = System.nanoTime();
        times.merge(current, Duration.ofNanos(now - since), Duration::plus);
        current = name;
        since = now;
    }

    @Override
    public void expect(long rows, long bytes) {}

    @Override
    public void advance(long rows, long bytes) {}

    void cancel() {
        cancelled = true;
    }

    @Override
    public void checkCancelled() {
        if (cancelled) {
            throw new RestoreException(ErrorCode.JOB_CANCELLED, "The measurement is over", "Look at its figures.");
        }
    }

    /** Ends the last step. */
    synchronized Map<String, Duration> times() {
        step("Ended");
        return times;
    }
}
