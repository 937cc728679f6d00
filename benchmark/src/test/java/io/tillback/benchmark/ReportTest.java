package io.tillback.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.benchmark.Measured.Bound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static Measured measured(Bound bound, double... ours) {
        Runs runs = new Runs();
        for (double figure : ours) {
            runs.ours(figure);
            runs.beside(10);
        }
        return runs.measured("some-time", "at most 1 ×", bound, "s", List.of("A detail."));
    }

    private static final Report REPORT = new Report(
            new Options(1, 3, List.of(), Path.of("target"), Path.of("..")),
            List.of("a machine"),
            "abc1234",
            LocalDate.of(2026, 3, 1));

    @Test
    void a_figure_is_the_median_of_its_runs_and_the_ratio_that_of_the_medians() {
        Measured measured = measured(Bound.ratioAtMost(1), 30, 7, 8);

        assertThat(measured.ours()).isEqualTo(8);
        assertThat(measured.ratio()).isEqualTo(0.8);
        assertThat(measured.runs()).isEqualTo(3);
        assertThat(Measured.median(List.of(1.0, 4.0, 2.0, 3.0))).isEqualTo(2.5);
    }

    @Test
    void an_ask_is_met_on_its_own_side_of_the_bound() {
        assertThat(measured(Bound.ratioAtMost(0.8), 8).isMet()).isTrue();
        assertThat(measured(Bound.ratioAtMost(0.8), 8.1).isMet()).isFalse();
        assertThat(measured(Bound.ratioAtLeast(0.8), 8).isMet()).isTrue();
        assertThat(measured(Bound.ratioAtLeast(0.8), 7.9).isMet()).isFalse();
        assertThat(measured(Bound.oursAtMost(256), 256).isMet()).isTrue();
    }

    @Test
    void an_ask_with_two_bounds_is_met_if_both_are() {
        Bound both = Bound.ratioAtMost(0.5).and(Bound.oursAtMost(4));

        assertThat(measured(both, 4).isMet()).isTrue();
        assertThat(measured(both, 4.5).isMet()).isFalse();
        assertThat(measured(Bound.ratioAtMost(0.3).and(Bound.oursAtMost(4)), 4).isMet())
                .isFalse();
    }

    @Test
    void programs_read_every_property_of_every_figure() {
        Measured heap =
                new Measured("heap", 256, null, null, "-Xmx256m suffices", Bound.oursAtMost(256), "MB", 1, List.of());

        String json = REPORT.json(List.of(measured(Bound.ratioAtMost(1), 8), heap));

        assertThat(json.replaceAll("\\s", ""))
                .isEqualTo("[{\"key\":\"some-time\",\"ours\":8.0,\"beside\":10.0,\"ratio\":0.8,\"ask\":\"atmost1×\","
                        + "\"unit\":\"s\",\"runs\":1,\"commit\":\"abc1234\",\"date\":\"2026-03-01\"},"
                        + "{\"key\":\"heap\",\"ours\":256.0,\"beside\":null,\"ratio\":null,\"ask\":\"-Xmx256msuffices\","
                        + "\"unit\":\"MB\",\"runs\":1,\"commit\":\"abc1234\",\"date\":\"2026-03-01\"}]");
    }

    @Test
    void people_read_scale_commit_and_what_missed_its_ask() {
        String page = REPORT.markdown(List.of(measured(Bound.ratioAtMost(0.5), 8)));

        assertThat(page)
                .contains("Measured 2026-03-01, commit abc1234, at scale 1:")
                .contains("| `some-time` | 8.00 | 10.0 | s | 0.800 | at most 1 × | **no** |")
                .contains("- A detail.");
    }

    @Test
    void figures_of_another_scale_or_of_some_measures_are_not_published() {
        Path here = Path.of("target");
        assertThat(new Options(1, 3, List.of(), here, here).isPublished()).isTrue();
        assertThat(new Options(0.5, 3, List.of(), here, here).isPublished()).isFalse();
        assertThat(new Options(1, 3, List.of("heap"), here, here).isPublished()).isFalse();
    }

    @Test
    void the_proofs_at_the_end_of_the_page_outlast_a_new_run(@TempDir Path directory) throws IOException {
        List<Measured> all = List.of(measured(Bound.ratioAtMost(1), 8));
        String proofs = "\n## The long oracle\n\n| Version |\n|---|\n| 18 |\n";
        Path page = directory.resolve("BENCHMARKS.md");
        Files.writeString(page, "# Benchmarks\n\n## How it was before\n" + proofs);

        REPORT.write(directory, all);
        REPORT.write(directory, all);

        assertThat(Files.readString(page)).isEqualTo(REPORT.markdown(all) + proofs);
    }
}
