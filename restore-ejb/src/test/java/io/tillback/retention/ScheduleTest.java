package io.tillback.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tillback.model.Tier;
import io.tillback.retention.Schedule.Every;
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
    @Provide
    Arbitrary<Schedule> schedules() {
        return Combinators.combine(
                        Arbitraries.of(Every.class), Arbitraries.integers().between(0, 28 * 24 * 60 - 1))
                .as((every, minutes) -> new Schedule(every, Duration.ofMinutes(minutes % minutesOf(every))));
    }

    private static int minutesOf(Every every) {
        return switch (every) {
            case HOUR -> 60;
            case DAY -> 24 * 60;
            case WEEK -> 7 * 24 * 60;
            case MONTH -> 28 * 24 * 60;
        };
    }

    @Provide
    Arbitrary<Instant> instants() {
        return Arbitraries.longs()
                .between(0, Duration.ofDays(365 * 200L).toMillis())
                .map(Instant::ofEpochMilli);
    }

    @Property
    void every_instant_lies_in_exactly_one_slot(
            @ForAll("schedules") Schedule schedule, @ForAll("instants") Instant instant) {
        Instant start = schedule.slotAt(instant);
        Instant next = schedule.nextAfter(instant);

        assertThat(start).isBeforeOrEqualTo(instant);
        assertThat(next).isAfter(instant);
        assertThat(schedule.slotAt(start)).as("a slot begins in itself").isEqualTo(start);
        assertThat(schedule.nextAfter(start)).as("slots touch").isEqualTo(next);
        assertThat(schedule.slotAt(next.minusNanos(1))).as("up to its end").isEqualTo(start);
        assertThat(schedule.slotAt(next)).as("the next begins there").isEqualTo(next);
    }

    @Property
    void a_later_instant_never_lies_in_an_earlier_slot(
            @ForAll("schedules") Schedule schedule,
            @ForAll("instants") Instant instant,
            @ForAll("instants") Instant other) {
        Instant earlier = instant.isBefore(other) ? instant : other;
        Instant later = instant.isBefore(other) ? other : instant;

        assertThat(schedule.slotAt(earlier)).isBeforeOrEqualTo(schedule.slotAt(later));
    }

    @ParameterizedTest
    @CsvSource({
        "HOURLY, :05, 2026-03-01T09:04:59Z, 2026-03-01T08:05:00Z, 2026-03-01T09:05:00Z",
        "HOURLY, :00, 2026-03-01T09:00:00Z, 2026-03-01T09:00:00Z, 2026-03-01T10:00:00Z",
        "DAILY, 01:15, 2026-03-01T01:14:59Z, 2026-02-28T01:15:00Z, 2026-03-01T01:15:00Z",
        "WEEKLY, SUN 02:15, 2026-03-02T00:00:00Z, 2026-03-01T02:15:00Z, 2026-03-08T02:15:00Z",
        "WEEKLY, MON 00:00, 2026-03-01T23:59:59Z, 2026-02-23T00:00:00Z, 2026-03-02T00:00:00Z",
        "MONTHLY, 1 03:15, 2026-03-01T03:14:59Z, 2026-02-01T03:15:00Z, 2026-03-01T03:15:00Z",
        "MONTHLY, 28 23:59, 2026-03-01T00:00:00Z, 2026-02-28T23:59:00Z, 2026-03-28T23:59:00Z"
    })
    void a_slot_begins_where_an_operator_expects_it(Tier tier, String text, Instant now, Instant start, Instant next) {
        Schedule schedule = ScheduleText.parse(tier, text);

        assertThat(schedule.slotAt(now)).isEqualTo(start);
        assertThat(schedule.nextAfter(now)).isEqualTo(next);
        assertThat(schedule).hasToString(text);
    }

    @Test
    void the_night_in_which_clocks_are_changed_has_as_many_slots_as_any_other() {
        Schedule hourly = ScheduleText.parse(Tier.HOURLY, ":30");
        Instant instant = Instant.parse("2026-03-28T23:30:00Z");
        int slots = 0;
        while (instant.isBefore(Instant.parse("2026-03-29T23:30:00Z"))) {
            instant = hourly.nextAfter(instant);
            slots++;
        }

        assertThat(slots).isEqualTo(24);
    }

    @ParameterizedTest
    @CsvSource({
        "HOURLY, 60, the minute of each hour",
        "DAILY, 24:00, the time of each day",
        "WEEKLY, XXX 02:15, must begin with MON",
        "WEEKLY, 02:15, day and time of each week",
        "MONTHLY, 29 03:15, day (1 to 28)",
        "MANUAL, 03:15, has no schedule"
    })
    void what_is_no_schedule_is_refused_with_an_example(Tier tier, String text, String says) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScheduleText.parse(tier, text))
                .withMessageContaining(says);
    }
}
