package io.tillback.web.wire;

import io.tillback.plan.Approval;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Somebody has agreed to a plan. */
@Schema(
        name = "Approval",
        requiredProperties = {"approver", "at", "gapHash", "comment"})
public record ApprovalJson(
        @Schema String approver,
        @Schema Instant at,

        @Schema(description = "The gap that was read.") String gapHash,
        @Schema String comment) {
    static ApprovalJson of(Approval approval) {
        return new ApprovalJson(approval.approver(), approval.at(), approval.gapHash(), approval.comment());
    }
}
