package io.tillback.web.wire;

import io.tillback.journal.Searched;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How far a search could look. */
@Schema(
        name = "Searched",
        description = "How far the search could look in the database's own journal.",
        requiredProperties = {"from", "to", "recorded"})
public record SearchedJson(
        @Schema(description = "Where the window begins.") Instant from,

        @Schema(description = "Where it ends.") Instant to,

        @Schema(
                description =
                        "Within the window, where every change of a table is recorded: outside of it nothing is known.")
        List<SpanJson> recorded,

        @Schema(description = "How to search all of the window, where what was dropped of it may lie in the bucket.")
        @Nullable
        String hint) {
    static SearchedJson of(Searched searched) {
        return new SearchedJson(
                searched.from(),
                searched.to(),
                searched.spans().stream().map(SpanJson::of).toList(),
                searched.isCutShort()
                        ? "What was dropped since then may lie in the bucket: POST {\"from\": \"" + searched.from()
                                + "\"} to /journal/recalls, and search again once its job is done."
                        : null);
    }

    /** An interval in which a table is recorded. */
    @Schema(
            name = "SearchedSpan",
            requiredProperties = {"schema", "table", "from", "to"})
    public record SpanJson(
            @Schema String schema,
            @Schema String table,
            @Schema Instant from,
            @Schema Instant to) {
        static SpanJson of(Searched.Span span) {
            return new SpanJson(span.table().schema(), span.table().name(), span.from(), span.to());
        }
    }
}
