package io.tillback.web.wire;

import io.tillback.model.FreezeRequest;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Asks for a freeze. */
@Schema(
        name = "FreezeRequest",
        requiredProperties = {"table", "reason", "until"})
public record FreezeRequestJson(
        @Schema TableJson table,

        @Schema(description = "Whose rows, as the database prints it; absent for all rows of the table.") @Nullable
        String seller,

        @Schema(
                description = "What the store is told: one line of at most 500 characters.",
                example = "file names are being restored")
        String reason,

        @Schema(
                description = "When it ends by itself: an instant, at most tillback.freeze.longest from now.",
                example = "2026-03-01T12:00:00Z")
        String until)
        implements JsonBody {
    /** @throws io.tillback.fault.RestoreException REQUEST_INVALID */
    public FreezeRequest toModel() {
        return new FreezeRequest(
                table.toModel(JsonPath.BODY.property("table")),
                Optional.ofNullable(seller),
                reason,
                JsonPath.BODY.property("until").instant(until));
    }
}
