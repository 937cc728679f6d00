package io.tillback.web.wire;

import io.tillback.shipment.Recall;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What was brought back into the journal from the object store. */
@Schema(
        name = "Recall",
        requiredProperties = {"number", "from", "until", "askedBy", "problems"})
public record RecallJson(
        @Schema long number,

        @Schema(description = "Since when records are kept as long as it lasts.")
        Instant from,

        @Schema(description = "When it ends by itself.") Instant until,

        @Schema(description = "Who asked for it.") String askedBy,

        @Schema(description = "What could not be brought back, each with the reason.")
        List<String> problems) {
    private static RecallJson of(Recall recall) {
        return new RecallJson(recall.number(), recall.since(), recall.until(), recall.askedBy(), recall.problems());
    }

    /** Recalls. */
    @Schema(
            name = "Recalls",
            requiredProperties = {"recalls"})
    public record ListJson(
            @Schema(description = "Newest first.") List<RecallJson> recalls) {
        public static ListJson of(List<Recall> recalls) {
            return new ListJson(recalls.stream().map(RecallJson::of).toList());
        }
    }
}
