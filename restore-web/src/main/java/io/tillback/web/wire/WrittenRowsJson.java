package io.tillback.web.wire;

import io.tillback.notice.WrittenRow;
import io.tillback.plan.RowAction;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A page of the rows that a restore wrote. */
@Schema(
        name = "WrittenRows",
        requiredProperties = {"rows"})
public record WrittenRowsJson(
        @Schema(description = "In the order of their numbers.")
        List<RowJson> rows,

        @Schema(description = "The 'after' of the next page; absent on the last one.") @Nullable
        Long next) {
    /** @param limit rows that were asked for */
    public static WrittenRowsJson of(List<WrittenRow> rows, int limit) {
        Long next =
                rows.size() < limit ? null : (Long) rows.get(rows.size() - 1).number();
        return new WrittenRowsJson(rows.stream().map(RowJson::of).toList(), next);
    }

    /** A row that a restore wrote. */
    @Schema(
            name = "WrittenRow",
            requiredProperties = {"number", "was", "key"})
    public record RowJson(
            @Schema(description = "Position within the table's plan, from 1.")
            long number,

            @Schema(enumeration = {"created", "changed", "removed"})
            String was,

            @Schema(description = "As the database prints it.")
            List<String> key) {
        static RowJson of(WrittenRow row) {
            return new RowJson(row.number(), was(row.action()), row.key().values());
        }

        private static String was(RowAction action) {
            return switch (action) {
                case CREATE -> "created";
                case CHANGE -> "changed";
                case REMOVE -> "removed";
                case KEEP -> throw new IllegalStateException("A row that was kept was not written");
            };
        }
    }
}
