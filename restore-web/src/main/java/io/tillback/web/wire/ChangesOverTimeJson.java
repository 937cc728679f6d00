package io.tillback.web.wire;

import io.tillback.journal.ChangeSearch;
import io.tillback.journal.FoundChanges;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Changes over time. */
@Schema(
        name = "ChangesOverTime",
        requiredProperties = {"bucketSeconds", "counts", "releases", "searched"})
public record ChangesOverTimeJson(
        @Schema(description = "A minute, an hour or a day, as fits the window.")
        long bucketSeconds,

        @Schema(
                description =
                        "By table, then by time; without those of none. A change counts where its statement began, one that"
                                + " began before the window in its first bucket.")
        List<TallyJson> counts,

        @Schema(description = "Announced within the window, the last one first.")
        List<ReleaseJson> releases,

        @Schema SearchedJson searched) {
    public static ChangesOverTimeJson of(FoundChanges.OverTime counted) {
        return new ChangesOverTimeJson(
                counted.bucket().toSeconds(),
                counted.tallies().stream().map(TallyJson::of).toList(),
                counted.releases().stream().map(ReleaseJson::of).toList(),
                SearchedJson.of(counted.searched()));
    }

    /** Changes of a table in a bucket. */
    @Schema(
            name = "ChangeTally",
            requiredProperties = {"schema", "table", "from", "changes"})
    public record TallyJson(
            @Schema String schema,
            @Schema String table,
            @Schema Instant from,
            @Schema long changes) {
        static TallyJson of(ChangeSearch.Tally tally) {
            return new TallyJson(tally.table().schema(), tally.table().name(), tally.from(), tally.changes());
        }
    }
}
