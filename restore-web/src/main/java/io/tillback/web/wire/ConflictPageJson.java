package io.tillback.web.wire;

import io.tillback.plan.ConflictPage;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A page of what others have written over what a plan takes out. */
@Schema(
        name = "ConflictPage",
        requiredProperties = {"conflicts"})
public record ConflictPageJson(
        @Schema(description = "In the order of the rows' keys.")
        List<ConflictJson> conflicts,

        @Schema(description = "The 'after' of the next page; absent on the last one.") @Nullable
        Long next) {
    public static ConflictPageJson of(ConflictPage page, int limit) {
        List<ConflictJson> conflicts =
                page.conflicts().stream().map(ConflictJson::of).toList();
        return new ConflictPageJson(
                conflicts,
                conflicts.size() < limit
                        ? null
                        : conflicts.get(conflicts.size() - 1).number());
    }

    /** One value. */
    @Schema(
            name = "Conflict",
            description =
                    "Values as the database prints them; long ones are cut to 200 characters and end with an ellipsis;"
                            + " absent for null.",
            requiredProperties = {"number", "key", "column"})
    public record ConflictJson(
            @Schema(description = "Position among the table's conflicts, from 1.")
            long number,

            @Schema List<String> key,
            @Schema String column,

            @Schema(description = "Before the first of the transactions that are taken out.") @Nullable
            String before,

            @Schema(description = "What the last of these transactions wrote.") @Nullable
            String damage,

            @Schema(description = "What others have made of it since.") @Nullable
            String live) {
        static ConflictJson of(ConflictPage.Conflict conflict) {
            return new ConflictJson(
                    conflict.number(),
                    conflict.key().values(),
                    conflict.column().value(),
                    conflict.before().orElse(null),
                    conflict.damage().orElse(null),
                    conflict.live().orElse(null));
        }
    }
}
