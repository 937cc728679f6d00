package io.tillback.web.wire;

import io.tillback.freeze.FreezeBook;
import io.tillback.model.Freeze;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What the store may not write to. */
@Schema(
        name = "Freeze",
        requiredProperties = {"id", "table", "reason", "owner", "since", "until", "state"})
public record FreezeJson(
        @Schema(example = "k3jx81m0qa") String id,
        @Schema TableJson table,

        @Schema(description = "Whose rows, as the database prints it; absent if all rows are frozen.") @Nullable
        String seller,

        @Schema(description = "What the store is told.") String reason,
        @Schema(description = "Who froze it.") String owner,
        @Schema Instant since,

        @Schema(description = "When it ends by itself, by the database's clock.")
        Instant until,

        @Schema(
                description =
                        "'unguarded': it should hold, and does not: somebody has removed its triggers, or the table"
                                + " is called otherwise.",
                enumeration = {"in-force", "unguarded", "ended", "lifted"})
        String state,

        @Schema(description = "Absent unless somebody ended it before its time.") @Nullable
        Instant liftedAt,

        @Schema(description = "Who did.") @Nullable String liftedBy) {
    public static FreezeJson of(FreezeBook.Entry entry) {
        Freeze freeze = entry.freeze();
        return new FreezeJson(
                freeze.id().value(),
                TableJson.of(freeze.table()),
                freeze.seller().orElse(null),
                freeze.reason(),
                freeze.owner(),
                entry.since(),
                freeze.until(),
                Words.of(entry.state()),
                entry.lift().map(FreezeBook.Lift::at).orElse(null),
                entry.lift().map(FreezeBook.Lift::by).orElse(null));
    }

    /** Freezes. */
    @Schema(
            name = "Freezes",
            requiredProperties = {"freezes"})
    public record ListJson(
            @Schema(description = "Those that are on first, then the newest first.")
            List<FreezeJson> freezes) {
        public static ListJson of(List<FreezeBook.Entry> entries) {
            return new ListJson(entries.stream().map(FreezeJson::of).toList());
        }
    }
}
