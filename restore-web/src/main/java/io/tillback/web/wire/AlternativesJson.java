package io.tillback.web.wire;

import io.tillback.plan.Alternative;
import io.tillback.plan.Alternatives;
import io.tillback.plan.Effort;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Restores to choose from, side by side. */
@Schema(
        name = "Alternatives",
        requiredProperties = {"alternatives"})
public record AlternativesJson(
        @Schema(description = "When they were looked for; absent until they were, some time after the plan was made.")
        @Nullable
        Instant lookedAt,

        @Schema(description = "The plan itself first.") List<AlternativeJson> alternatives) {
    public static AlternativesJson of(Optional<Alternatives> found) {
        return new AlternativesJson(
                found.map(Alternatives::lookedAt).orElse(null),
                found.map(Alternatives::ways).orElse(List.of()).stream()
                        .map(AlternativeJson::of)
                        .toList());
    }

    /** Another state, of the same tables, columns and rows, by the same policy. */
    @Schema(
            name = "Alternative",
            requiredProperties = {"target", "because"})
    public record AlternativeJson(
            @Schema(
                    description =
                            "To be put in the place of the target of GET plans/{id}/request, and sent to POST plans.")
            RestoreTargetJson target,

            @Schema(description = "Why it is looked at.") String because,

            @Schema(
                    description =
                            "What accepting it would cost; absent where that is not known or it cannot be planned.")
            @Nullable
            DataGapJson gap,

            @Schema(description = "Why there is no gap.") @Nullable
            String remark,

            @Schema(description = "What it takes; absent if it cannot be planned.") @Nullable
            EffortJson effort) {
        static AlternativeJson of(Alternative way) {
            return new AlternativeJson(
                    RestoreTargetJson.of(way.target()),
                    way.because(),
                    way.gap().map(DataGapJson::of).orElse(null),
                    way.remark().isEmpty() ? null : way.remark(),
                    way.effort().map(EffortJson::of).orElse(null));
        }
    }

    /** What a restore takes. */
    @Schema(
            name = "Effort",
            requiredProperties = {"bytesToFetch", "thawFirst", "seconds"})
    public record EffortJson(
            @Schema(description = "From the object store, at most.")
            long bytesToFetch,

            @Schema(description = "Whether some of it must be thawed first, which 'seconds' does not include.")
            boolean thawFirst,

            @Schema(description = "To the proof, as this store's latest plans and restores went.")
            double seconds) {
        static EffortJson of(Effort effort) {
            return new EffortJson(
                    effort.bytesToFetch(),
                    effort.access() == Effort.Access.AFTER_THAW,
                    effort.time().toMillis() / 1000.0);
        }
    }
}
