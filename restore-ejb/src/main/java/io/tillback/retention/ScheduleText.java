package io.tillback.retention;

import io.tillback.model.Tier;
import io.tillback.retention.Schedule.Every;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads when a tier's slots begin, as an operator writes it; all times in UTC. */
public final class ScheduleText {
    private static final String TIME = "([01]?\\d|2[0-3]):([0-5]\\d)";
    private static final Pattern HOURLY = Pattern.compile(":?([0-5]?\\d)");
    private static final Pattern DAILY = Pattern.compile(TIME);
    private static final Pattern WEEKLY = Pattern.compile("([A-Za-z]{3}) +" + TIME);
    private static final Pattern MONTHLY = Pattern.compile("([1-9]|1\\d|2[0-8]) +" + TIME);

    private ScheduleText() {}

    /** @throws IllegalArgumentException saying what a tier's schedule looks like */
    public static Schedule parse(Tier tier, String text) {
        return switch (tier) {
            case HOURLY -> hourly(match(HOURLY, text, "the minute of each hour, for example :05"));
            case DAILY -> daily(match(DAILY, text, "the time of each day, for example 01:15"));
            case WEEKLY -> weekly(match(WEEKLY, text, "day and time of each week, for example SUN 02:15"));
            case MONTHLY -> monthly(match(MONTHLY, text, "day (1 to 28) and time of each month, for example 1 03:15"));
            case MANUAL -> throw new IllegalArgumentException("has no schedule");
        };
    }

    private static Matcher match(Pattern form, String text, String expected) {
        Matcher matcher = form.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be " + expected + ", in UTC");
        }
        return matcher;
    }

    private static Schedule hourly(Matcher text) {
        return new Schedule(Every.HOUR, Duration.ofMinutes(Long.parseLong(text.group(1))));
    }

    private static Schedule daily(Matcher text) {
        return new Schedule(Every.DAY, time(text, 1));
    }

    private static Schedule weekly(Matcher text) {
        String name = text.group(1).toUpperCase(Locale.ROOT);
        DayOfWeek day = Arrays.stream(DayOfWeek.values())
                .filter(candidate -> candidate.name().startsWith(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must begin with MON, TUE, WED, THU, FRI, SAT or SUN"));
        return new Schedule(Every.WEEK, Duration.ofDays(day.getValue() - 1L).plus(time(text, 2)));
    }

    private static Schedule monthly(Matcher text) {
        return new Schedule(
                Every.MONTH, Duration.ofDays(Long.parseLong(text.group(1)) - 1).plus(time(text, 2)));
    }

    private static Duration time(Matcher text, int group) {
        return Duration.ofHours(Long.parseLong(text.group(group))).plusMinutes(Long.parseLong(text.group(group + 1)));
    }
}
