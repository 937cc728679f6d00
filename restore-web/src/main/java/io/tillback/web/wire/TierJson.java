package io.tillback.web.wire;

import io.tillback.retention.Schedule;
import io.tillback.retention.SlotAttempt;
import io.tillback.retention.TierStatus;
import io.tillback.web.wire.JobJson.FailureJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A tier: its rule, its last slot, its next. */
@Schema(
        name = "Tier",
        requiredProperties = {"tier", "enabled", "kind", "storageClass", "afterTaking"})
public record TierJson(
        @Schema(enumeration = {"hourly", "daily", "weekly", "monthly", "manual"})
        String tier,

        @Schema(description = "Whether its slots are taken.")
        boolean enabled,

        @Schema(description = "When a slot begins, in UTC, as configured; absent without slots.", example = "SUN 02:15")
        @Nullable
        String at,

        @Schema(
                description = "An ISO 8601 duration; absent when it is kept until it is purged by hand.",
                format = "duration",
                example = "PT336H")
        @Nullable
        String kept,

        @Schema(
                enumeration = {"full", "incremental"},
                description = "What its snapshots hold: everything, or what changed since the last full one.")
        String kind,

        @Schema(description = "Where the data lies; manifest and indexes are always STANDARD.", example = "GLACIER_IR")
        String storageClass,

        @Schema(
                enumeration = {"nothing", "verify"},
                description = "What follows a snapshot that took a slot.")
        String afterTaking,

        @Schema(description = "The newest slot that was tried; absent before the first.") @Nullable
        SlotJson last,

        @Schema(description = "When the next slot begins.") @Nullable
        Instant nextSlot,

        @Schema(description = "When a slot that failed is tried again.") @Nullable
        Instant nextAttempt) {
    static TierJson of(TierStatus status, Links links) {
        return new TierJson(
                Words.of(status.rule().tier()),
                status.rule().schedule().isPresent(),
                status.rule().schedule().map(Schedule::toString).orElse(null),
                status.rule().kept().map(Duration::toString).orElse(null),
                Words.of(status.rule().kind()),
                status.rule().dataClassName(),
                Words.of(status.rule().afterTaking()),
                status.last().map(last -> SlotJson.of(last, links)).orElse(null),
                status.nextSlot().orElse(null),
                status.nextAttempt().orElse(null));
    }

    /** A slot that was tried. */
    @Schema(
            name = "Slot",
            requiredProperties = {"start", "attempts", "state", "job", "snapshot"})
    public record SlotJson(
            @Schema Instant start,
            @Schema int attempts,

            @Schema(
                    enumeration = {"waiting", "running", "done", "failed", "cancelled"},
                    description = "Of the last attempt's job.")
            String state,

            @Schema(description = "Where to ask for the last attempt's job.")
            String job,

            @Schema(description = "Where to ask for its snapshot.")
            String snapshot,

            @Schema(description = "Why the last attempt failed.") @Nullable
            FailureJson failure) {
        static SlotJson of(SlotAttempt attempt, Links links) {
            return new SlotJson(
                    attempt.slot().start(),
                    attempt.number(),
                    Words.of(attempt.job().state()),
                    links.job(attempt.job().id()),
                    links.snapshot(attempt.snapshot()),
                    attempt.job()
                            .failure()
                            .map(why -> new FailureJson(why.code().name(), why.message(), why.hint()))
                            .orElse(null));
        }
    }

    /** All tiers. */
    @Schema(
            name = "Tiers",
            requiredProperties = {"tiers"})
    public record ListJson(
            @Schema(description = "The most frequent first.")
            List<TierJson> tiers) {
        public static ListJson of(List<TierStatus> tiers, Links links) {
            return new ListJson(
                    tiers.stream().map(status -> TierJson.of(status, links)).toList());
        }
    }
}
