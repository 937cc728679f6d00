package io.tillback.web.wire;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Agrees to a plan's data gap. */
@Schema(
        name = "ApprovalRequest",
        requiredProperties = {"gapHash"})
public record ApprovalRequestJson(
        @Schema(description = "The 'hash' of the plan's gap, as it was read.")
        String gapHash,

        @Schema(description = "Why; for those who look later.") @Nullable
        String comment)
        implements JsonBody {}
