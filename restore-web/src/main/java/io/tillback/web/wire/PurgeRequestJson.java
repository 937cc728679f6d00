package io.tillback.web.wire;

import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Asks for a purge. */
@Schema(name = "PurgeRequest")
public record PurgeRequestJson(
        @Schema(description = "The preview's, to purge exactly what it showed; absent for what expires now.") @Nullable
        String fingerprint)
        implements JsonBody {
    public Optional<String> previewed() {
        return Optional.ofNullable(fingerprint);
    }
}
