package io.tillback.web.wire;

import io.tillback.model.Tier;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Asks for a snapshot. */
@Schema(
        name = "SnapshotRequest",
        requiredProperties = {"tier"})
public record SnapshotRequestJson(
        @Schema(
                description = "Decides how long it is kept, and where.",
                enumeration = {"hourly", "daily", "weekly", "monthly", "manual"})
        String tier)
        implements JsonBody {
    /** @throws io.tillback.fault.RestoreException REQUEST_INVALID, with the tiers there are */
    public Tier toModel() {
        return Words.parse(tier, Tier.class, JsonPath.BODY.property("tier"));
    }
}
