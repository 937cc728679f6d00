package io.tillback.web.wire;

import io.tillback.plan.AcceptancePolicy.ByRule;
import io.tillback.plan.Approval;
import io.tillback.plan.Ruling;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a plan takes to be accepted, and why. */
@Schema(
        name = "Ruling",
        requiredProperties = {
            "rule",
            "againstRule",
            "approvalsNeeded",
            "approvalsMissing",
            "because",
            "involved",
            "approvals"
        })
public record RulingJson(
        @Schema(
                description = "What tillback.policy.accept-by-rule says.",
                enumeration = {"none", "nothing-lost"})
        String rule,

        @Schema(description = "The rule that accepts the gap: the plan can be applied without naming its hash.")
        @Nullable
        String acceptedByRule,

        @Schema(description = "Why the rule does not accept it.")
        List<ReasonJson> againstRule,

        @Schema(description = "How many others must approve.")
        int approvalsNeeded,

        @Schema(
                description =
                        "How many more must, before it can be applied. An approval by whoever applies it does not count then.")
        int approvalsMissing,

        @Schema(description = "Why they must; empty exactly if nobody must.")
        List<ReasonJson> because,

        @Schema(
                description =
                        "Whose approval does not count: they asked for the plan, or for one that it replaces, or apply it.")
        List<String> involved,

        @Schema(description = "In the order of time.") List<GivenJson> approvals) {
    public static RulingJson of(Ruling ruling) {
        return new RulingJson(
                Words.of(ruling.byRule()),
                ruling.acceptingRule().map(ByRule::word).orElse(null),
                ruling.againstRule().stream().map(ReasonJson::of).toList(),
                ruling.needed(),
                ruling.missing(),
                ruling.because().stream().map(ReasonJson::of).toList(),
                ruling.approvals().involved().stream().sorted().toList(),
                ruling.approvals().given().stream()
                        .map(approval -> GivenJson.of(approval, ruling))
                        .toList());
    }

    /** A figure above its limit. */
    @Schema(
            name = "RulingReason",
            requiredProperties = {"kind", "found", "limit", "words"})
    public record ReasonJson(
            @Schema(enumeration = {"lost", "rows-written", "unknown"})
            String kind,

            @Schema(description = "Rows, or unknown windows.")
            long found,

            @Schema long limit,

            @Schema(description = "As a clause about the plan: 'loses 37 rows'.")
            String words) {
        static ReasonJson of(Ruling.Reason reason) {
            return new ReasonJson(Words.of(reason.kind()), reason.found(), reason.limit(), reason.inWords());
        }
    }

    /** An approval of this plan. */
    @Schema(
            name = "GivenApproval",
            requiredProperties = {"approval", "counts"})
    public record GivenJson(
            @Schema ApprovalJson approval,

            @Schema(description = "Not by somebody who turned out to apply the plan, nor twice by one user.")
            boolean counts) {
        static GivenJson of(Approval approval, Ruling ruling) {
            return new GivenJson(ApprovalJson.of(approval), ruling.counting().contains(approval));
        }
    }
}
