package io.tillback.web.wire;

import io.tillback.model.Job;
import io.tillback.model.PlanId;
import io.tillback.model.RestoreId;
import io.tillback.model.SnapshotId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Long work, as it stands now. */
@Schema(
        name = "Job",
        requiredProperties = {"id", "kind", "state", "principal", "createdAt", "step", "rows", "bytes", "href"})
public record JobJson(
        @Schema(example = "j4k8m2xq") String id,

        @Schema(enumeration = {"take-snapshot", "verify-snapshot", "plan", "compare", "apply", "purge", "recall"})
        String kind,

        @Schema(enumeration = {"waiting", "running", "done", "failed", "cancelled"})
        String state,

        @Schema(description = "Who asked.") String principal,

        @Schema Instant createdAt,
        @Schema @Nullable Instant startedAt,
        @Schema @Nullable Instant finishedAt,

        @Schema(description = "What it does now, in an operator's words.")
        String step,

        @Schema(description = "Done so far.") long rows,

        @Schema(description = "Absent while unknown.") @Nullable
        Long expectedRows,

        @Schema(description = "Done so far.") long bytes,

        @Schema(description = "Absent while unknown.") @Nullable
        Long expectedBytes,

        @Schema(
                description = "By the rate so far, as an ISO 8601 duration; absent while unknown.",
                format = "duration",
                example = "PT1M20S")
        @Nullable
        String timeLeft,

        @Schema(description = "What it made; absent until that is known.") @Nullable
        ResultJson result,

        @Schema(description = "Present exactly when the state is failed or cancelled.") @Nullable
        FailureJson failure,

        @Schema String href) {
    /** @param now by which the time left is reckoned */
    public static JobJson of(Job job, Instant now, Links links) {
        return new JobJson(
                job.id().value(),
                Words.of(job.kind()),
                Words.of(job.state()),
                job.principal(),
                job.createdAt(),
                job.startedAt().orElse(null),
                job.finishedAt().orElse(null),
                job.step(),
                job.rows(),
                known(job.expectedRows()),
                job.bytes(),
                known(job.expectedBytes()),
                job.timeLeft(now)
                        .map(left -> left.truncatedTo(ChronoUnit.SECONDS).toString())
                        .orElse(null),
                job.result().map(name -> ResultJson.of(job.kind(), name, links)).orElse(null),
                job.failure()
                        .map(why -> new FailureJson(why.code().name(), why.message(), why.hint()))
                        .orElse(null),
                links.job(job.id()));
    }

    private static @Nullable Long known(long expected) {
        return expected == 0 ? null : expected;
    }

    /** What a job made. */
    @Schema(
            name = "JobResult",
            requiredProperties = {"kind", "id", "href"})
    public record ResultJson(
            @Schema(enumeration = {"snapshot", "plan", "restore", "purge", "journal"})
            String kind,

            @Schema String id,

            @Schema(example = "/tillback/api/v1/plans/p4k8m2xq")
            String href) {
        static ResultJson of(Job.Kind kind, String name, Links links) {
            return switch (kind) {
                case TAKE_SNAPSHOT, VERIFY_SNAPSHOT ->
                    new ResultJson("snapshot", name, links.snapshot(new SnapshotId(name)));
                case PLAN, COMPARE -> new ResultJson("plan", name, links.plan(new PlanId(name)));
                case PURGE -> new ResultJson("purge", name, links.purges());
                case RECALL -> new ResultJson("journal", name, links.journal());
                case APPLY -> new ResultJson("restore", name, links.restore(new RestoreId(name)));
            };
        }
    }

    /** Why a job failed. */
    @Schema(
            name = "JobFailure",
            requiredProperties = {"code", "message", "hint"})
    public record FailureJson(
            @Schema(description = "Stable; see GET problems.")
            String code,

            @Schema String message,

            @Schema(description = "What to do next.") String hint) {}

    /** Jobs, newest first. */
    @Schema(
            name = "Jobs",
            requiredProperties = {"jobs"})
    public record ListJson(
            @Schema(description = "Newest first.") List<JobJson> jobs) {
        public static ListJson of(List<Job> jobs, Instant now, Links links) {
            return new ListJson(
                    jobs.stream().map(job -> JobJson.of(job, now, links)).toList());
        }
    }
}
