package io.tillback.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.Job;
import io.tillback.model.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Instant START = Instant.parse("2026-03-01T09:00:00Z");

    private static Job job(Job.Kind kind, Job.State state, long rows, long bytes, int seconds) {
        return new Job(
                new JobId("job1"),
                kind,
                state,
                "somebody",
                START,
                Optional.of(START),
                Optional.of(START.plusSeconds(seconds)),
                "",
                rows,
                rows,
                bytes,
                bytes,
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void nothing_known_is_slow() {
        assertThat(Pace.of(List.of())).isEqualTo(Pace.UNKNOWN);
        assertThat(Pace.UNKNOWN.of(10_000, 5_000_000)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void the_median_of_restores_and_plans_of_some_size_that_went_through_tells_how_fast_the_next_goes() {
        Pace pace = Pace.of(List.of(
                job(Job.Kind.APPLY, Job.State.DONE, 100_000, 0, 1),
                job(Job.Kind.APPLY, Job.State.DONE, 20_000, 0, 1),
                job(Job.Kind.APPLY, Job.State.DONE, 1_000, 0, 1),
                job(Job.Kind.APPLY, Job.State.FAILED, 900_000, 0, 1),
                job(Job.Kind.APPLY, Job.State.DONE, 999, 0, 900),
                job(Job.Kind.PLAN, Job.State.DONE, 5, 40_000_000, 2),
                job(Job.Kind.PLAN, Job.State.DONE, 5, 900_000, 2)));

        assertThat(pace).isEqualTo(new Pace(20_000, 20_000_000));
    }

    @Test
    void a_job_that_took_no_time_does_not_make_the_next_one_endless() {
        Pace pace = Pace.of(List.of(job(Job.Kind.APPLY, Job.State.DONE, 1_000, 0, 0)));

        assertThat(pace.of(1_000_000, 0)).isEqualTo(Duration.ofSeconds(1));
    }
}
