package io.tillback.web.wire;

import io.tillback.plan.GapDifference;
import io.tillback.plan.PlanDifference;
import io.tillback.plan.PlanDifference.RowsKnown;
import io.tillback.plan.RowDifferences;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What of a plan's data gap is not as it was in the plan that it replaces. */
@Schema(
        name = "PlanDifference",
        requiredProperties = {
            "replaces",
            "replacesHref",
            "none",
            "tables",
            "unknownsGone",
            "unknownsNew",
            "headlineGone",
            "headlineNew",
            "rowsCompared",
            "rows"
        })
public record PlanDifferenceJson(
        @Schema(description = "The plan in whose place this one was made.")
        String replaces,

        @Schema String replacesHref,

        @Schema(description = "Whoever accepted the earlier gap has nothing new to read.")
        boolean none,

        @Schema(description = "Those whose figures differ.") List<TableDifferenceJson> tables,

        @Schema(description = "Windows that are no longer unknown.")
        List<DataGapJson.UnknownJson> unknownsGone,

        @Schema(description = "Windows that were not unknown.")
        List<DataGapJson.UnknownJson> unknownsNew,

        @Schema(description = "Lines that are no longer said.")
        List<String> headlineGone,

        @Schema(description = "Lines that were not said.") List<String> headlineNew,

        @Schema(
                description =
                        "Whether rows could be compared: not once the earlier plan's rows have been dropped, nor where a "
                                + "table was altered between the two.")
        boolean rowsCompared,

        @Schema(
                description =
                        "Tables with rows with which this plan does otherwise, or which hold other values than then.")
        List<RowDifferencesJson> rows) {
    public static PlanDifferenceJson of(PlanDifference of, Links links) {
        GapDifference difference = of.gap();
        return new PlanDifferenceJson(
                of.replaces().value(),
                links.plan(of.replaces()),
                of.isNone(),
                difference.tables().stream().map(TableDifferenceJson::of).toList(),
                difference.unknownsGone().stream()
                        .map(DataGapJson.UnknownJson::of)
                        .toList(),
                difference.unknownsNew().stream()
                        .map(DataGapJson.UnknownJson::of)
                        .toList(),
                difference.linesGone(),
                difference.linesNew(),
                of.rowsKnown() == RowsKnown.COMPARED,
                of.rows().stream().map(RowDifferencesJson::of).toList());
    }

    /** One table's rows that are not as they were. */
    @Schema(
            name = "RowDifferences",
            requiredProperties = {"schema", "name", "total", "rows"})
    public record RowDifferencesJson(
            @Schema String schema,
            @Schema String name,
            @Schema long total,

            @Schema(description = "The first 20 of them.") List<RowDifferenceJson> rows) {
        static RowDifferencesJson of(RowDifferences differences) {
            return new RowDifferencesJson(
                    differences.table().schema(),
                    differences.table().name(),
                    differences.total(),
                    differences.rows().stream().map(RowDifferenceJson::of).toList());
        }
    }

    /** What two plans do with one row. */
    @Schema(
            name = "RowDifference",
            requiredProperties = {"key"})
    public record RowDifferenceJson(
            @Schema List<String> key,

            @Schema(
                    description = "What the earlier plan does with it; absent if it leaves the row out.",
                    enumeration = {"create", "change", "remove", "keep"})
            @Nullable
            String before,

            @Schema(
                    description = "What this plan does with it; where both do the same, values differ.",
                    enumeration = {"create", "change", "remove", "keep"})
            @Nullable
            String after) {
        static RowDifferenceJson of(RowDifferences.Row row) {
            return new RowDifferenceJson(
                    row.key().values(),
                    row.before().map(Words::of).orElse(null),
                    row.after().map(Words::of).orElse(null));
        }
    }

    /** One table's figures, before and now. */
    @Schema(
            name = "TableDifference",
            requiredProperties = {"schema", "name", "before", "after"})
    public record TableDifferenceJson(
            @Schema String schema,
            @Schema String name,
            @Schema FiguresJson before,
            @Schema FiguresJson after) {
        static TableDifferenceJson of(GapDifference.TableDifference difference) {
            return new TableDifferenceJson(
                    difference.table().schema(),
                    difference.table().name(),
                    FiguresJson.of(difference.before()),
                    FiguresJson.of(difference.after()));
        }
    }

    /** Rows brought back, lost and kept. */
    @Schema(
            name = "GapFigures",
            requiredProperties = {"broughtBack", "lost", "kept"})
    public record FiguresJson(
            @Schema long broughtBack,
            @Schema long lost,
            @Schema long kept) {
        static FiguresJson of(GapDifference.Figures figures) {
            return new FiguresJson(figures.broughtBack(), figures.lost(), figures.kept());
        }
    }
}
