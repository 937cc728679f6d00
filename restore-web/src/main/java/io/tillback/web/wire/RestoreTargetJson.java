package io.tillback.web.wire;

import io.tillback.model.RestoreId;
import io.tillback.model.RestoreTarget;
import io.tillback.model.SnapshotId;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The state asked for: exactly one of the two. */
@Schema(name = "RestoreTarget", description = "The state asked for: exactly one of the properties.")
public record RestoreTargetJson(
        @Schema(description = "The state this snapshot holds.", example = "20260301T090000Z-k3f9q2md") @Nullable
        String snapshot,

        @Schema(description = "The state just before this restore: takes it back.", example = "r7k2m9xq") @Nullable
        String beforeRestore) {
    private static final String ONE = "Give exactly one of snapshot, beforeRestore.";

    static RestoreTargetJson of(RestoreTarget target) {
        return target.match(
                at -> new RestoreTargetJson(at.snapshot().value(), null),
                before -> new RestoreTargetJson(null, before.restore().value()));
    }

    RestoreTarget toModel(JsonPath at) {
        if (snapshot != null && beforeRestore != null) {
            throw at.refuse("names two states", ONE);
        }
        if (snapshot != null) {
            return new RestoreTarget.AtSnapshot(at.property("snapshot").name(snapshot, SnapshotId::new, "snapshots"));
        }
        if (beforeRestore != null) {
            return new RestoreTarget.BeforeRestore(
                    at.property("beforeRestore").name(beforeRestore, RestoreId::new, "restores"));
        }
        throw at.refuse("names no state", ONE);
    }
}
