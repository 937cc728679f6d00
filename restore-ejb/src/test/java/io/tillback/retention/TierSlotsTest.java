package io.tillback.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.fault.ErrorCode;
import io.tillback.model.AlertCause.SlotFailed;
import io.tillback.model.Job;
import io.tillback.model.JobId;
import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TierSlotsTest {
    private static final RetryRule RULE = new RetryRule(3, Duration.ofMinutes(2));
    private static final Instant PRESENT = Instant.parse("2026-03-02T01:15:00Z");
    private static final Instant BEFORE = Instant.parse("2026-03-01T01:15:00Z");
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T01:15:00Z");

    @Test
    void a_slot_that_was_tried_often_enough_has_failed_and_says_why() {
        TierSlots slots = slots(attempt(BEFORE, 1, Job.State.DONE), attempt(PRESENT, 3, Job.State.FAILED));

        assertThat(slots.failed(RULE))
                .containsExactly(new SlotFailed(
                        Tier.DAILY, PRESENT, "tried 3 times, at last: Cannot write to the bucket: no answer"));
    }

    @Test
    void a_slot_that_will_be_tried_again_has_not_failed() {
        assertThat(slots(attempt(BEFORE, 1, Job.State.DONE), attempt(PRESENT, 2, Job.State.FAILED))
                        .failed(RULE))
                .isEmpty();
    }

    @Test
    void a_slot_that_is_over_has_failed_however_often_it_was_tried() {
        assertThat(slots(attempt(BEFORE, 1, Job.State.FAILED)).failed(RULE))
                .containsExactly(
                        new SlotFailed(Tier.DAILY, BEFORE, "tried once: Cannot write to the bucket: no answer"));
    }

    @ParameterizedTest
    @EnumSource(value = Job.State.class, mode = EnumSource.Mode.EXCLUDE, names = "FAILED")
    void a_slot_that_is_taken_being_taken_or_cancelled_has_not_failed(Job.State state) {
        assertThat(slots(attempt(BEFORE, 3, state)).failed(RULE)).isEmpty();
    }

    @Test
    void a_slot_that_nobody_tried_has_failed_once_it_is_over() {
        assertThat(slots().failed(RULE)).extracting(SlotFailed::slot).containsExactly(BEFORE);
        assertThat(slots(attempt(PRESENT, 1, Job.State.RUNNING)).failed(RULE))
                .extracting(SlotFailed::reason)
                .first()
                .asString()
                .startsWith("nobody tried to take it");
    }

    @Test
    void nobody_misses_a_slot_from_before_the_tier_was_first_seen_or_that_was_left_alone() {
        assertThat(new TierSlots(Tier.DAILY, PRESENT, BEFORE, Optional.empty(), List.of(), List.of(), Optional.empty())
                        .failed(RULE))
                .isEmpty();
        assertThat(new TierSlots(
                                Tier.DAILY,
                                PRESENT,
                                BEFORE,
                                Optional.of(PRESENT),
                                List.of(PRESENT),
                                List.of(),
                                Optional.empty())
                        .failed(RULE))
                .isEmpty();
        assertThat(new TierSlots(
                                Tier.DAILY,
                                PRESENT,
                                BEFORE,
                                Optional.of(BEFORE),
                                List.of(BEFORE),
                                List.of(),
                                Optional.empty())
                        .failed(RULE))
                .isEmpty();
    }

    @Test
    void a_schedule_that_was_changed_leaves_no_slot_that_is_missed() {
        Instant ofTheOldSchedule = BEFORE.plus(Duration.ofHours(3));

        assertThat(slots(attempt(ofTheOldSchedule, 1, Job.State.DONE)).failed(RULE))
                .isEmpty();
    }

    private static TierSlots slots(SlotAttempt... tried) {
        return new TierSlots(
                Tier.DAILY,
                PRESENT,
                BEFORE,
                Optional.of(LONG_AGO),
                Stream.of(tried).map(attempt -> attempt.slot().start()).toList(),
                List.of(tried),
                Optional.empty());
    }

    private static SlotAttempt attempt(Instant start, int number, Job.State state) {
        Optional<Job.Failure> failure = state == Job.State.FAILED || state == Job.State.CANCELLED
                ? Optional.of(new Job.Failure(
                        ErrorCode.STORAGE_UNAVAILABLE, "Cannot write to the bucket: no answer", "Try again."))
                : Optional.empty();
        Job job = new Job(
                new JobId("j4k8m2xq"),
                Job.Kind.TAKE_SNAPSHOT,
                state,
                "timer",
                start,
                Optional.of(start),
                state.isOver() ? Optional.of(start) : Optional.empty(),
                "Done",
                0,
                0,
                0,
                0,
                Optional.empty(),
                failure);
        return new SlotAttempt(new Slot(Tier.DAILY, start), number, job, new SnapshotId("20260301T011500Z-k3f9q2md"));
    }
}
