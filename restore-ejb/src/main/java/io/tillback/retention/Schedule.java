package io.tillback.retention;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/**
 * Cuts time into slots, in UTC: every instant lies in exactly one. No zone is asked, so no slot is skipped or doubled when
 * clocks change.
 *
 * @param every how often a slot begins
 * @param offset how long after the hour, midnight, Monday's midnight or the first of the month; shorter than the shortest
 *     of these
 */
public record Schedule(Every every, Duration offset) {
    /** The rhythms there are, each with the longest offset that falls into each of them. */
    public enum Every {
        HOUR(Duration.ofHours(1)),
        DAY(Duration.ofDays(1)),
        WEEK(Duration.ofDays(7)),
        MONTH(Duration.ofDays(28));

        private final Duration shortest;

        Every(Duration shortest) {
            this.shortest = shortest;
        }
    }

    public Schedule {
        if (offset.isNegative() || offset.compareTo(every.shortest) >= 0) {
            throw new IllegalArgumentException("a slot cannot begin " + offset + " into each " + every);
        }
    }

    /** The beginning of the slot that an instant lies in: at it or before. */
    public Instant slotAt(Instant instant) {
        return beginning(LocalDateTime.ofInstant(instant.minus(offset), ZoneOffset.UTC))
                .toInstant(ZoneOffset.UTC)
                .plus(offset);
    }

    /** The beginning of the slot after the one that an instant lies in. */
    public Instant nextAfter(Instant instant) {
        LocalDateTime beginning = beginning(LocalDateTime.ofInstant(instant.minus(offset), ZoneOffset.UTC));
        LocalDateTime next =
                switch (every) {
                    case HOUR -> beginning.plusHours(1);
                    case DAY -> beginning.plusDays(1);
                    case WEEK -> beginning.plusWeeks(1);
                    case MONTH -> beginning.plusMonths(1);
                };
        return next.toInstant(ZoneOffset.UTC).plus(offset);
    }

    private LocalDateTime beginning(LocalDateTime time) {
        return switch (every) {
            case HOUR -> time.truncatedTo(ChronoUnit.HOURS);
            case DAY -> time.truncatedTo(ChronoUnit.DAYS);
            case WEEK -> time.truncatedTo(ChronoUnit.DAYS).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> time.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
        };
    }

    /** As an operator writes it: {@code :05}, {@code 01:15}, {@code SUN 02:15} or {@code 1 03:15}. */
    @Override
    public String toString() {
        long days = offset.toDays();
        String time = String.format(Locale.ROOT, "%02d:%02d", offset.toHoursPart(), offset.toMinutesPart());
        return switch (every) {
            case HOUR -> time.substring(2);
            case DAY -> time;
            case WEEK -> DayOfWeek.of((int) days + 1).name().substring(0, 3) + " " + time;
            case MONTH -> days + 1 + " " + time;
        };
    }
}
