package io.tillback.plan;

import io.tillback.model.Job;
import java.time.Duration;
import java.util.Collection;
import java.util.function.ToLongFunction;

/**
 * How fast a store's restores go.
 *
 * @param rowsPerSecond written and proved
 * @param bytesPerSecond fetched from the object store and laid out
 */
public record Pace(double rowsPerSecond, double bytesPerSecond) {
    /** Slower than anything measured: what nobody knows yet is not promised. */
    public static final Pace UNKNOWN = new Pace(10_000, 5_000_000);

    /** Less says more of the work around it than of the rows. */
    private static final long ENOUGH_ROWS = 1_000;

    private static final long ENOUGH_BYTES = 1_000_000;

    /** As earlier jobs went, their medians; where there were none of some size, as {@link #UNKNOWN}. */
    public static Pace of(Collection<Job> jobs) {
        return new Pace(
                median(jobs, Job.Kind.APPLY, Job::rows, ENOUGH_ROWS, UNKNOWN.rowsPerSecond()),
                median(jobs, Job.Kind.PLAN, Job::bytes, ENOUGH_BYTES, UNKNOWN.bytesPerSecond()));
    }

    private static double median(
            Collection<Job> jobs, Job.Kind kind, ToLongFunction<Job> amount, long enough, double unknown) {
        double[] paces = jobs.stream()
                .filter(job -> job.kind() == kind && job.state() == Job.State.DONE && amount.applyAsLong(job) >= enough)
                .mapToDouble(job -> amount.applyAsLong(job) / seconds(job))
                .sorted()
                .toArray();
        return paces.length == 0 ? unknown : paces[paces.length / 2];
    }

    private static double seconds(Job job) {
        Duration taken =
                Duration.between(job.startedAt().orElseThrow(), job.finishedAt().orElseThrow());
        return Math.max(1, taken.toMillis()) / 1000.0;
    }

    /** The time that so much takes. */
    Duration of(long rows, long bytes) {
        return Duration.ofMillis(Math.round(1000 * (rows / rowsPerSecond + bytes / bytesPerSecond)));
    }
}
