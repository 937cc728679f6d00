package io.tillback.web.faces;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.apply.Restore;
import io.tillback.model.Job;
import io.tillback.model.Part;
import io.tillback.model.Part.Unowned;
import io.tillback.model.RestorePolicy.Dependents;
import io.tillback.model.RestorePolicy.MissingReferences;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WordsTest {
    private final Words words = new Words();

    @Test
    void an_instant_says_its_zone() {
        assertThat(words.utc(Instant.parse("2026-03-01T09:00:00.123456Z"))).isEqualTo("1 Mar 2026, 09:00:00 UTC");
    }

    @Test
    void sizes_have_three_digits_and_a_decimal_unit() {
        assertThat(words.size(999)).isEqualTo("999 B");
        assertThat(words.size(4_120_000)).isEqualTo("4.12 MB");
        assertThat(words.size(12_500_000_000L)).isEqualTo("12.5 GB");
    }

    @Test
    void one_row_is_not_one_rows() {
        assertThat(words.counted(1, "row")).isEqualTo("1 row");
        assertThat(words.counted(20_000, "row")).isEqualTo("20,000 rows");
    }

    @Test
    void waiting_times_are_rounded_to_what_a_waiting_person_cares_about() {
        assertThat(words.duration(Duration.ofMillis(200))).isEqualTo("1 s");
        assertThat(words.duration(Duration.ofMinutes(12))).isEqualTo("12 min");
        assertThat(words.duration(Duration.ofMinutes(185))).isEqualTo("3 h 5 min");
    }

    @Test
    void a_time_that_was_configured_in_days_is_told_in_days() {
        assertThat(words.days(Duration.ofDays(3))).isEqualTo("3 days");
        assertThat(words.days(Duration.ofHours(36))).isEqualTo("36 h 0 min");
    }

    @Test
    void a_part_is_named_by_its_sellers_and_a_long_list_is_cut() {
        List<String> twelve =
                IntStream.rangeClosed(1, 12).mapToObj(String::valueOf).toList();

        assertThat(words.part(new Part.Whole())).isEqualTo("The whole plan");
        assertThat(words.part(new Part.OfSellers(List.of("17"), Unowned.LEFT))).isEqualTo("Seller 17");
        assertThat(words.part(new Part.OfSellers(List.of("17", "23"), Unowned.INCLUDED)))
                .isEqualTo("Sellers 17, 23 and rows without a seller");
        assertThat(words.part(new Part.OfSellers(List.of(), Unowned.INCLUDED))).isEqualTo("Rows without a seller");
        assertThat(words.part(new Part.OfSellers(twelve, Unowned.LEFT)))
                .isEqualTo("Sellers 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 2 more");
        assertThat(words.part(new Part.Rest(List.of("17"), Unowned.LEFT)))
                .isEqualTo("The rest: all but seller 17 and rows without a seller");
        assertThat(words.part(new Part.Rest(List.of(), Unowned.INCLUDED))).isEqualTo("Everything that was left");
    }

    @Test
    void every_choice_of_the_policy_has_words() {
        assertThat(Dependents.values())
                .allSatisfy(each -> assertThat(words.dependents(each)).contains(" "));
        assertThat(MissingReferences.values())
                .allSatisfy(each -> assertThat(words.missingReferences(each)).contains(" "));
    }

    @Test
    void every_job_and_outcome_has_words_and_every_job_a_page() {
        assertThat(Job.Kind.values())
                .allSatisfy(kind -> assertThat(words.resultPage(kind)).endsWith(".xhtml"));
        assertThat(Job.Kind.values())
                .allSatisfy(kind -> assertThat(words.job(kind)).isNotBlank().doesNotContain("_"));
        assertThat(words.outcome(Restore.Outcome.ROLLED_BACK)).isEqualTo("Nothing changed");
    }
}
