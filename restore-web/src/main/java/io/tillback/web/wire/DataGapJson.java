package io.tillback.web.wire;

import io.tillback.plan.ChangeCounts;
import io.tillback.plan.DataGap;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What accepting a plan costs. */
@Schema(
        name = "DataGap",
        requiredProperties = {"from", "to", "headline", "tables", "changes", "unknowns", "hash"})
public record DataGapJson(
        @Schema(description = "The target's moment.") Instant from,

        @Schema(description = "When the live rows were seen.")
        Instant to,

        @Schema(description = "What a person accepts, line by line.")
        List<String> headline,

        @Schema(description = "Of rows, table by table.") List<TableGapJson> tables,

        @Schema(
                description =
                        "Of changes, for each table of which every change since the target was recorded: broughtBack, lost and"
                                + " kept add up to total.")
        List<TableChangesJson> changes,

        @Schema(description = "Windows in which changes may have happened unrecorded; empty: the figures are exact.")
        List<UnknownJson> unknowns,

        @Schema(description = "Identifies all of it; named when the plan is applied.")
        String hash) {
    static DataGapJson of(DataGap gap) {
        return new DataGapJson(
                gap.from(),
                gap.to(),
                gap.headline(),
                gap.tables().stream().map(TableGapJson::of).toList(),
                gap.changes().stream().map(TableChangesJson::of).toList(),
                gap.unknowns().stream().map(UnknownJson::of).toList(),
                gap.hash());
    }

    /** One table's share. */
    @Schema(
            name = "TableGap",
            requiredProperties = {"schema", "name", "broughtBack", "lost", "kept"})
    public record TableGapJson(
            @Schema String schema,
            @Schema String name,

            @Schema(description = "Rows whose values at the target come back.")
            long broughtBack,

            @Schema(description = "Rows made since the target that the plan would take away.")
            long lost,

            @Schema(description = "Rows that differ from the target and stay as they are.")
            long kept) {
        static TableGapJson of(DataGap.TableGap gap) {
            return new TableGapJson(
                    gap.table().schema(), gap.table().name(), gap.broughtBack(), gap.lost(), gap.kept());
        }
    }

    /** What becomes of one table's changes. */
    @Schema(
            name = "TableChanges",
            requiredProperties = {"schema", "name", "total", "broughtBack", "lost", "kept", "transactions"})
    public record TableChangesJson(
            @Schema String schema,
            @Schema String name,

            @Schema(description = "All changes recorded since the target.")
            long total,

            @Schema(
                    description =
                            "Those taken back on purpose: by the transactions that the target names or, where it names"
                                    + " none, those to rows that are set back.")
            long broughtBack,

            @Schema(description = "Others that would be taken back.")
            long lost,

            @Schema(description = "Those that stay.") long kept,

            @Schema(description = "How many transactions made what would be taken back.")
            long transactions) {
        static TableChangesJson of(DataGap.TableChanges changes) {
            ChangeCounts counts = changes.counts();
            return new TableChangesJson(
                    changes.table().schema(),
                    changes.table().name(),
                    counts.total(),
                    counts.broughtBack(),
                    counts.lost(),
                    counts.kept(),
                    counts.transactions());
        }
    }

    /** A window that nothing recorded. */
    @Schema(
            name = "Unknown",
            requiredProperties = {"schema", "name", "from", "to", "reason"})
    public record UnknownJson(
            @Schema String schema,
            @Schema String name,
            @Schema Instant from,
            @Schema Instant to,
            @Schema String reason) {
        static UnknownJson of(DataGap.Unknown unknown) {
            return new UnknownJson(
                    unknown.table().schema(), unknown.table().name(), unknown.from(), unknown.to(), unknown.reason());
        }
    }
}
