package io.tillback.web.wire;

import io.tillback.journal.FoundChanges;
import io.tillback.journal.RowStep;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A page of what became of rows. */
@Schema(
        name = "RowSteps",
        requiredProperties = {"rows", "searched"})
public record RowStepsJson(
        @Schema(
                description =
                        "What each transaction made of each row, however many statements it took; of the newest transaction"
                                + " first.")
        List<RowStepJson> rows,

        @Schema(description = "The 'from' of the next page; absent on the last one.") @Nullable
        String next,

        @Schema SearchedJson searched) {
    public static RowStepsJson of(FoundChanges.Steps found) {
        return new RowStepsJson(
                found.steps().stream().map(RowStepJson::of).toList(),
                found.next().orElse(null),
                SearchedJson.of(found.searched()));
    }

    /** What a transaction made of a row. */
    @Schema(
            name = "RowStep",
            description = "POST /rows/lives, with this table and key, tells the row's whole life.",
            requiredProperties = {"table", "key", "transaction", "at", "kind", "values", "afterKnown"})
    public record RowStepJson(
            @Schema TableJson table,

            @Schema(description = "As the database prints it.")
            List<String> key,

            @Schema(example = "734122") String transaction,

            @Schema(description = "When its first statement on the row began.")
            Instant at,

            @Schema(enumeration = {"entered", "changed", "deleted", "truncated", "moved"})
            String kind,

            @Schema(
                    description =
                            "Of a row that was there before and is after: the columns that differ; otherwise all of them.")
            List<StepValueJson> values,

            @Schema(
                    description =
                            "False where recording ended before the row was changed again: then all columns are given, and"
                                    + " 'after' of none.")
            boolean afterKnown) {
        static RowStepJson of(RowStep step) {
            return new RowStepJson(
                    TableJson.of(step.table()),
                    step.key().values(),
                    Long.toUnsignedString(step.transaction()),
                    step.at(),
                    Words.of(step.kind()),
                    step.values().stream().map(StepValueJson::of).toList(),
                    step.after() == RowStep.Knowledge.KNOWN);
        }
    }

    /** A column's values. */
    @Schema(
            name = "StepValue",
            description =
                    "As the database prints them; long values are cut to 200 characters and end with an ellipsis.",
            requiredProperties = {"column"})
    public record StepValueJson(
            @Schema String column,

            @Schema(description = "Absent for null, and where the row was not there.") @Nullable
            String before,

            @Schema(description = "Absent for null, where the row was not there, and where it is not known.") @Nullable
            String after) {
        static StepValueJson of(RowStep.Value value) {
            return new StepValueJson(
                    value.column().value(),
                    value.before().orElse(null),
                    value.after().orElse(null));
        }
    }
}
