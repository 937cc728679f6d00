package io.tillback.ejb;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.Tier;
import io.tillback.retention.Schedule;
import io.tillback.retention.TierRule;
import io.tillback.storage.StorageClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TierSettingsTest {
    private final List<String> refusals = new ArrayList<>();

    @Test
    void what_is_not_set_is_as_the_design_has_it() {
        TierSettings settings = read(Map.of());

        assertThat(settings.rule(Tier.HOURLY).kept()).contains(Duration.ofDays(3));
        assertThat(settings.rule(Tier.HOURLY).kind()).isEqualTo(TierRule.Kind.INCREMENTAL);
        assertThat(settings.rule(Tier.DAILY).kind()).isEqualTo(TierRule.Kind.FULL);
        assertThat(settings.rule(Tier.DAILY).schedule()).map(Schedule::toString).contains("01:15");
        assertThat(settings.rule(Tier.DAILY).afterTaking()).isEqualTo(TierRule.AfterTaking.VERIFY);
        assertThat(settings.rule(Tier.WEEKLY).dataClass()).isEqualTo(StorageClass.GLACIER_IR);
        assertThat(settings.rule(Tier.MONTHLY).kept()).contains(Duration.ofDays(180));
        assertThat(settings.rule(Tier.MONTHLY).dataClass()).isEqualTo(StorageClass.DEEP_ARCHIVE);
        assertThat(settings.rule(Tier.MANUAL).kept())
                .as("until it is purged by hand")
                .isEmpty();
        assertThat(settings.slots()).isEqualTo(TierSettings.Driver.TIMERS);
        assertThat(settings.policy().kept()).containsOnlyKeys(Tier.HOURLY, Tier.DAILY, Tier.WEEKLY, Tier.MONTHLY);
        assertThat(refusals).isEmpty();
    }

    @Test
    void what_is_set_is_taken() {
        TierSettings settings = read(Map.of(
                "tillback.tier.hourly.enabled", "false",
                "tillback.tier.weekly.at", "wed 23:59",
                "tillback.tier.weekly.class", "standard",
                "tillback.tier.daily.kind", "incremental",
                "tillback.tier.manual.kept", "P90D",
                "tillback.schedule.by", "outside"));

        assertThat(settings.rule(Tier.HOURLY).schedule()).isEmpty();
        assertThat(settings.rule(Tier.WEEKLY).schedule())
                .map(Schedule::toString)
                .contains("WED 23:59");
        assertThat(settings.rule(Tier.WEEKLY).dataClass()).isEqualTo(StorageClass.STANDARD);
        assertThat(settings.rule(Tier.DAILY).kind()).isEqualTo(TierRule.Kind.INCREMENTAL);
        assertThat(settings.readableAtOnce()).doesNotContain(Tier.MONTHLY).contains(Tier.WEEKLY, Tier.MANUAL);
        assertThat(settings.policy().kept()).containsEntry(Tier.MANUAL, Duration.ofDays(90));
        assertThat(settings.slots()).isEqualTo(TierSettings.Driver.OUTSIDE);
        assertThat(settings.purges()).isEqualTo(TierSettings.Driver.TIMERS);
        assertThat(refusals).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "tillback.tier.hourly.enabled, yes, must be true or false",
        "tillback.tier.daily.at, 25:00, must be the time of each day",
        "tillback.tier.weekly.kept, PT0S, longer than nothing",
        "tillback.tier.weekly.kept, two weeks, must be an ISO-8601 duration",
        "tillback.tier.monthly.class, FREEZER, must be one of",
        "tillback.tier.monthly.verify, true, what lies in DEEP_ARCHIVE cannot be read back at once",
        "tillback.tier.manual.kept, forever, must be an ISO-8601 duration",
        "tillback.schedule.attempts, 0, must be a whole number from 1 to 20",
        "tillback.schedule.retry-wait, -PT2M, longer than nothing",
        "tillback.schedule.by, cron, must be one of",
        "tillback.retention.by, nobody, must be one of"
    })
    void a_bad_value_is_refused_with_the_name_of_its_key(String key, String value, String says) {
        read(Map.of(key, value));

        assertThat(refusals)
                .singleElement()
                .asString()
                .startsWith(key + " = '" + value + "'")
                .contains(says);
    }

    private TierSettings read(Map<String, String> values) {
        return TierSettings.read(key -> Optional.ofNullable(values.get(key)), refusals::add);
    }
}
