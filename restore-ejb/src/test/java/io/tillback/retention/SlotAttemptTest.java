package io.tillback.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.fault.ErrorCode;
import io.tillback.model.Job;
import io.tillback.model.JobId;
import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SlotAttemptTest {
    private static final Instant ENDED = Instant.parse("2026-03-01T02:00:00Z");
    private static final RetryRule RULE = new RetryRule(4, Duration.ofMinutes(2));

    @ParameterizedTest
    @CsvSource({"1, 2026-03-01T02:02:00Z", "2, 2026-03-01T02:04:00Z", "3, 2026-03-01T02:08:00Z"})
    void a_slot_that_failed_is_tried_again_after_a_wait_that_doubles(int attempt, Instant again) {
        assertThat(attempt(attempt, Job.State.FAILED).nextAttempt(RULE)).contains(again);
    }

    @Test
    void a_slot_that_failed_for_the_last_time_is_left_alone() {
        assertThat(attempt(4, Job.State.FAILED).nextAttempt(RULE)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = Job.State.class, mode = EnumSource.Mode.EXCLUDE, names = "FAILED")
    void a_slot_that_is_taken_being_taken_or_cancelled_is_not_tried_again(Job.State state) {
        assertThat(attempt(1, state).nextAttempt(RULE)).isEmpty();
    }

    @Test
    void a_wait_does_not_overflow_however_often_it_doubles() {
        RetryRule patient = new RetryRule(1000, Duration.ofDays(1));

        assertThat(attempt(999, Job.State.FAILED).nextAttempt(patient)).get().matches(again -> again.isAfter(ENDED));
    }

    private static SlotAttempt attempt(int number, Job.State state) {
        Optional<Job.Failure> failure = state == Job.State.FAILED || state == Job.State.CANCELLED
                ? Optional.of(new Job.Failure(ErrorCode.STORAGE_UNAVAILABLE, "Cannot", "Try"))
                : Optional.empty();
        Job job = new Job(
                new JobId("j4k8m2xq"),
                Job.Kind.TAKE_SNAPSHOT,
                state,
                "timer",
                ENDED,
                Optional.of(ENDED),
                state.isOver() ? Optional.of(ENDED) : Optional.empty(),
                "Done",
                0,
                0,
                0,
                0,
                Optional.empty(),
                failure);
        return new SlotAttempt(new Slot(Tier.DAILY, ENDED), number, job, new SnapshotId("20260301T011500Z-k3f9q2md"));
    }
}
