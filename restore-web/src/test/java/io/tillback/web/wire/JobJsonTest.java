package io.tillback.web.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.fault.ErrorCode;
import io.tillback.model.Job;
import io.tillback.model.JobId;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobJsonTest {
    private static final Jsonb JSONB = JsonbBuilder.create();
    private static final Links LINKS = new Links("/tillback/api/v1/");
    private static final Instant START = Instant.parse("2026-03-01T09:00:00Z");

    @Test
    void a_running_job_says_how_long_it_still_takes() {
        JobJson json = JobJson.of(job(Job.State.RUNNING, 100, 1000), START.plusSeconds(10), LINKS);

        assertThat(json.timeLeft()).isEqualTo("PT1M30S");
        assertThat(json.expectedRows()).isEqualTo(1000);
        assertThat(json.href()).isEqualTo("/tillback/api/v1/jobs/j4k8m2xq");
    }

    @Test
    void what_is_unknown_is_absent_and_not_null_or_zero() {
        String json = JSONB.toJson(JobJson.of(job(Job.State.WAITING, 0, 0), START, LINKS));

        assertThat(json).doesNotContain("expectedRows", "expectedBytes", "timeLeft", "result", "failure", "null");
        assertThat(json).contains("\"state\":\"waiting\"", "\"createdAt\":\"2026-03-01T09:00:00Z\"");
    }

    @ParameterizedTest
    @CsvSource({
        "TAKE_SNAPSHOT, snapshot, 20260301T090000Z-k3f9q2md, snapshots/20260301T090000Z-k3f9q2md",
        "VERIFY_SNAPSHOT, snapshot, 20260301T090000Z-k3f9q2md, snapshots/20260301T090000Z-k3f9q2md",
        "PLAN, plan, p4k8m2xq, plans/p4k8m2xq",
        "APPLY, restore, r7k2m9xq, restores/r7k2m9xq",
        "PURGE, purge, everything expired, retention/purges"
    })
    void a_job_links_to_what_it_made(Job.Kind kind, String what, String name, String path) {
        assertThat(JobJson.ResultJson.of(kind, name, LINKS))
                .isEqualTo(new JobJson.ResultJson(what, name, "/tillback/api/v1/" + path));
    }

    private static Job job(Job.State state, long rows, long expectedRows) {
        return new Job(
                new JobId("j4k8m2xq"),
                Job.Kind.PLAN,
                state,
                "olga",
                START,
                state == Job.State.WAITING ? Optional.empty() : Optional.of(START),
                Optional.empty(),
                "reads",
                rows,
                expectedRows,
                0,
                0,
                Optional.empty(),
                Optional.<Job.Failure>empty());
    }

    @Test
    void a_failed_job_says_why_and_what_to_do() {
        Job failed = new Job(
                new JobId("j4k8m2xq"),
                Job.Kind.APPLY,
                Job.State.FAILED,
                "olga",
                START,
                Optional.of(START),
                Optional.of(START),
                "writes",
                0,
                0,
                0,
                0,
                Optional.of("r7k2m9xq"),
                Optional.of(new Job.Failure(ErrorCode.ROWS_MOVED, "Cannot apply", "Plan again.")));

        assertThat(JobJson.of(failed, START, LINKS).failure())
                .isEqualTo(new JobJson.FailureJson("ROWS_MOVED", "Cannot apply", "Plan again."));
    }
}
