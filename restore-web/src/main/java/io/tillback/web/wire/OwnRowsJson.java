package io.tillback.web.wire;

import io.tillback.plan.PlanPage;
import io.tillback.plan.RowAction;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A page of the rows of the seller who asks, before and after a restore. */
@Schema(
        name = "OwnRows",
        requiredProperties = {"rows"})
public record OwnRowsJson(
        @Schema(description = "In the order of their numbers.")
        List<RowJson> rows,

        @Schema(description = "The 'after' of the next page; absent on the last one.") @Nullable
        Long next) {
    /** @param limit rows that were asked for */
    public static OwnRowsJson of(List<PlanPage.Row> rows, int limit) {
        Long next =
                rows.size() < limit ? null : (Long) rows.get(rows.size() - 1).number();
        return new OwnRowsJson(rows.stream().map(RowJson::of).toList(), next);
    }

    /** A row of the seller's. */
    @Schema(
            name = "OwnRow",
            requiredProperties = {"number", "was", "key", "cells"})
    public record RowJson(
            @Schema(description = "Position within the restore, from 1; rows of others lie in between.")
            long number,

            @Schema(enumeration = {"created", "changed", "removed", "kept"})
            String was,

            @Schema List<String> key,

            @Schema(description = "Of a row that was changed, or kept: the columns that differ; of others, all.")
            List<CellJson> cells) {
        static RowJson of(PlanPage.Row row) {
            return new RowJson(
                    row.number(),
                    was(row.action()),
                    row.key().values(),
                    row.cells().stream()
                            .filter(PlanPage.Cell::differs)
                            .map(cell -> CellJson.of(row.action(), cell))
                            .toList());
        }

        private static String was(RowAction action) {
            return switch (action) {
                case CREATE -> "created";
                case CHANGE -> "changed";
                case REMOVE -> "removed";
                case KEEP -> "kept";
            };
        }
    }

    /** One value before and after. */
    @Schema(
            name = "OwnCell",
            description = "As the database prints it; long values are cut to 200 characters and end with an ellipsis.",
            requiredProperties = {"column"})
    public record CellJson(
            @Schema String column,

            @Schema(description = "Before the restore; absent for null and where there was no row.") @Nullable
            String before,

            @Schema(description = "After it; absent for null and where there is no row any more.") @Nullable
            String after,

            @Schema(description = "Of a row that was kept: what it was at the moment that was restored.") @Nullable
            String then) {
        static CellJson of(RowAction action, PlanPage.Cell cell) {
            String before = cell.live().orElse(null);
            String target = cell.target().orElse(null);
            return action == RowAction.KEEP
                    ? new CellJson(cell.column().value(), before, before, target)
                    : new CellJson(cell.column().value(), before, target, null);
        }
    }
}
