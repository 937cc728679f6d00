package io.tillback.web.wire;

import io.tillback.journal.Release;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A release of the store that was announced. */
@Schema(
        name = "Release",
        requiredProperties = {"name", "announcedBy", "announcedAt", "moment"})
public record ReleaseJson(
        @Schema(example = "build-105") String name,
        @Schema String announcedBy,
        @Schema Instant announcedAt,

        @Schema(description = "Just before it: {\"beforeRelease\": …} restores to there.")
        Instant moment) {
    public static ReleaseJson of(Release release) {
        return new ReleaseJson(
                release.name(),
                release.announcedBy(),
                release.announcedAt(),
                release.moment().takenAt());
    }

    /** Announces one. */
    @Schema(
            name = "ReleaseRequest",
            requiredProperties = {"name"})
    public record RequestJson(
            @Schema(description = "As the store tells it of itself; at most 200 letters.", example = "build-105")
            String name)
            implements JsonBody {}

    /** All that were announced. */
    @Schema(
            name = "Releases",
            requiredProperties = {"releases"})
    public record ListJson(
            @Schema(description = "The one announced last comes first; at most 500.")
            List<ReleaseJson> releases) {}
}
