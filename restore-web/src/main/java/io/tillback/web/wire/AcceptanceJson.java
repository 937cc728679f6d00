package io.tillback.web.wire;

import io.tillback.apply.Acceptance;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Takes a plan's data gap: names the plan that was looked at and the gap that was read. */
@Schema(
        name = "Acceptance",
        requiredProperties = {"fingerprint", "gapHash"})
public record AcceptanceJson(
        @Schema(description = "The plan's 'fingerprint', as it was read.")
        String fingerprint,

        @Schema(description = "The 'hash' of the plan's gap, as it was read.")
        String gapHash,

        @Schema(description = "Why; for those who look later.") @Nullable
        String comment)
        implements JsonBody {
    public Acceptance toModel() {
        return new Acceptance(fingerprint, gapHash, comment == null ? "" : comment);
    }
}
