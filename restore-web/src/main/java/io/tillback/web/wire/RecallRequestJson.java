package io.tillback.web.wire;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Asks for what the journal has dropped. */
@Schema(
        name = "RecallRequest",
        requiredProperties = {"from"})
public record RecallRequestJson(
        @Schema(description = "Since when: an instant.", example = "2026-03-01T12:00:00Z")
        String from,

        @Schema(
                description = "How long it is kept: an ISO 8601 duration of at most 30 days; absent for one day.",
                format = "duration",
                example = "P1D")
        @Nullable
        String keepFor)
        implements JsonBody {
    private static final Duration USUAL = Duration.ofDays(1);

    /** @throws io.tillback.fault.RestoreException REQUEST_INVALID */
    public Instant instant() {
        return JsonPath.BODY.property("from").instant(from);
    }

    /** @throws io.tillback.fault.RestoreException REQUEST_INVALID */
    public Duration stays() {
        try {
            return Optional.ofNullable(keepFor).map(Duration::parse).orElse(USUAL);
        } catch (DateTimeParseException e) {
            throw JsonPath.BODY
                    .property("keepFor")
                    .refuse(
                            "cannot be '" + JsonPath.shortened(String.valueOf(keepFor)) + "'",
                            "Write a duration as P1D.");
        }
    }
}
