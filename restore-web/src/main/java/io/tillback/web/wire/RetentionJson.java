package io.tillback.web.wire;

import io.tillback.retention.Purge;
import io.tillback.retention.RetentionPreview;
import io.tillback.retention.RetentionPreview.Decision;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a purge would do now, and why. */
@Schema(
        name = "RetentionPreview",
        requiredProperties = {"decidedAt", "fingerprint", "expired", "decisions"})
public record RetentionJson(
        @Schema Instant decidedAt,

        @Schema(description = "Identifies what would be purged; send it to purge exactly that.")
        String fingerprint,

        @Schema(description = "How many would be purged.") int expired,

        @Schema(description = "One for each finished snapshot in the bucket, newest first.")
        List<DecisionJson> decisions) {
    public static RetentionJson of(RetentionPreview preview, Links links) {
        return new RetentionJson(
                preview.decidedAt(),
                preview.fingerprint(),
                preview.expired().size(),
                preview.decisions().stream()
                        .map(decision -> DecisionJson.of(decision, links))
                        .toList());
    }

    /** What becomes of one snapshot. */
    @Schema(
            name = "RetentionDecision",
            requiredProperties = {"snapshot", "tier", "takenAt", "verified", "decision", "reason", "href"})
    public record DecisionJson(
            @Schema String snapshot,

            @Schema(enumeration = {"hourly", "daily", "weekly", "monthly", "manual"})
            String tier,

            @Schema Instant takenAt,

            @Schema(enumeration = {"unverified", "sound", "damaged"})
            String verified,

            @Schema(enumeration = {"keep", "expire"}) String decision,

            @Schema(
                    enumeration = {
                        "by-hand",
                        "from-the-future",
                        "within-its-time",
                        "newest-verified",
                        "newest",
                        "in-use",
                        "built-on",
                        "older-than-its-tier-keeps"
                    })
            String reason,

            @Schema(description = "When its tier's time is over, or was; absent without such a time.") @Nullable
            Instant until,

            @Schema String href) {
        static DecisionJson of(Decision decision, Links links) {
            return new DecisionJson(
                    decision.snapshot().id().value(),
                    Words.of(decision.snapshot().tier()),
                    decision.snapshot().takenAt(),
                    Words.of(decision.snapshot().health()),
                    decision.verdict().match(keep -> "keep", expire -> "expire"),
                    decision.verdict().match(keep -> Words.of(keep.reason()), expire -> Words.of(expire.reason())),
                    decision.verdict()
                            .<@Nullable Instant>match(keep -> keep.until().orElse(null), expire -> expire.since()),
                    links.snapshot(decision.snapshot().id()));
        }
    }

    /** A snapshot that is gone. */
    @Schema(
            name = "Purge",
            requiredProperties = {"snapshot", "tier", "startedAt", "rows", "bytes", "purgedAt", "principal", "reason"})
    public record PurgeJson(
            @Schema String snapshot,

            @Schema(enumeration = {"hourly", "daily", "weekly", "monthly", "manual"})
            String tier,

            @Schema Instant startedAt,
            @Schema long rows,
            @Schema long bytes,
            @Schema Instant purgedAt,

            @Schema(description = "Who asked; 'timer' for the server itself.")
            String principal,

            @Schema(enumeration = {"older-than-its-tier-keeps", "by-hand"})
            String reason) {
        static PurgeJson of(Purge purge) {
            return new PurgeJson(
                    purge.snapshot().id().value(),
                    Words.of(purge.snapshot().tier()),
                    purge.snapshot().startedAt(),
                    purge.snapshot().rows(),
                    purge.snapshot().bytes(),
                    purge.at(),
                    purge.principal(),
                    Words.of(purge.reason()));
        }
    }

    /** What was purged. */
    @Schema(
            name = "Purges",
            requiredProperties = {"purges"})
    public record PurgesJson(
            @Schema(description = "Newest first, at most 200.")
            List<PurgeJson> purges) {
        public static PurgesJson of(List<Purge> purges) {
            return new PurgesJson(purges.stream().map(PurgeJson::of).toList());
        }
    }
}
