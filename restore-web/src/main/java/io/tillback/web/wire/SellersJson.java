package io.tillback.web.wire;

import io.tillback.apply.Parts;
import io.tillback.plan.SellerRows;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Whose rows a plan holds, and for whom it was applied. */
@Schema(
        name = "PlanSellers",
        requiredProperties = {"sellers", "parts"})
public record SellersJson(
        @Schema(
                description = "Most rows to write first, at most 10,000; empty where no path from the plan's tables to "
                        + "sellers is configured.")
        List<SellerRowsJson> sellers,

        @Schema(description = "The parts of the plan that were applied.")
        List<AppliedPartJson> parts) {
    public static SellersJson of(List<SellerRows> sellers, Parts parts) {
        return new SellersJson(
                sellers.stream().map(rows -> SellerRowsJson.of(rows, parts)).toList(),
                parts.applied().stream().map(AppliedPartJson::of).toList());
    }

    /** One seller's rows. */
    @Schema(
            name = "SellerRows",
            requiredProperties = {"write", "keep", "state"})
    public record SellerRowsJson(
            @Schema(description = "As the database prints it; absent for the rows that lead to no seller.") @Nullable
            String seller,

            @Schema(description = "Rows that an apply creates, changes or removes.")
            long write,

            @Schema(description = "Rows that differ and stay.")
            long keep,

            @Schema(
                    description = "Whether a part of the plan that was applied included them.",
                    enumeration = {"left", "applied"})
            String state) {
        /** The words for whether a seller has been served. */
        enum State {
            LEFT,
            APPLIED
        }

        static SellerRowsJson of(SellerRows rows, Parts parts) {
            State state = parts.isLeft(rows.seller()) ? State.LEFT : State.APPLIED;
            return new SellerRowsJson(rows.seller().orElse(null), rows.write(), rows.keep(), Words.of(state));
        }
    }
}
