package io.tillback.web.wire;

import io.tillback.plan.PlanPage;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A page of a plan's rows. */
@Schema(
        name = "PlanPage",
        requiredProperties = {"rows", "total"})
public record PlanPageJson(
        @Schema(description = "In the order of their numbers.")
        List<RowJson> rows,

        @Schema(description = "Rows of this table that the plan would write.")
        long total,

        @Schema(description = "The 'after' of the next page; absent on the last one.") @Nullable
        Long next) {
    public static PlanPageJson of(PlanPage page) {
        return new PlanPageJson(page.rows().stream().map(RowJson::of).toList(), page.total(), next(page));
    }

    private static @Nullable Long next(PlanPage page) {
        if (page.rows().isEmpty()) {
            return null;
        }
        long last = page.rows().get(page.rows().size() - 1).number();
        return last < page.total() ? last : null;
    }

    /** One row of a plan. */
    @Schema(
            name = "PlanRow",
            requiredProperties = {"number", "action", "key", "cells"})
    public record RowJson(
            @Schema(description = "Position within the table's plan, from 1.")
            long number,

            @Schema(enumeration = {"create", "change", "remove", "keep"})
            String action,

            @Schema List<String> key,

            @Schema(description = "One for each of the plan's columns, in their order.")
            List<CellJson> cells) {
        static RowJson of(PlanPage.Row row) {
            return new RowJson(
                    row.number(),
                    Words.of(row.action()),
                    row.key().values(),
                    row.cells().stream().map(CellJson::of).toList());
        }
    }

    /** One value before and after. */
    @Schema(
            name = "PlanCell",
            description = "As the database prints it; long values are cut to 200 characters and end with an ellipsis.",
            requiredProperties = {"column", "differs"})
    public record CellJson(
            @Schema String column,

            @Schema(description = "Absent for null and for a row that does not exist now.") @Nullable
            String live,

            @Schema(description = "Absent for null and for a row that the plan removes.") @Nullable
            String target,

            @Schema(description = "Compared on the whole value, not on these texts.")
            boolean differs) {
        static CellJson of(PlanPage.Cell cell) {
            return new CellJson(
                    cell.column().value(),
                    cell.live().orElse(null),
                    cell.target().orElse(null),
                    cell.differs());
        }
    }
}
