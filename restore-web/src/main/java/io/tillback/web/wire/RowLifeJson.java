package io.tillback.web.wire;

import io.tillback.journal.RowChange;
import io.tillback.plan.RowLife;
import io.tillback.web.wire.HoldingJson.WhoJson;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A page of a row's life. */
@Schema(
        name = "RowLife",
        requiredProperties = {"table", "key", "now", "changes", "recorded"})
public record RowLifeJson(
        @Schema TableJson table,
        @Schema(description = "As the database prints it.") List<String> key,

        @Schema(enumeration = {"there", "gone"}) String now,

        @Schema(description = "Of a row that is gone: the newest state that still holds it. Absent if nothing does.")
        @Nullable
        HoldingJson lastHeld,

        @Schema(description = "Newest first.") List<ChangeJson> changes,

        @Schema(description = "The 'from' of the next page; absent on the last one.") @Nullable
        String next,

        @Schema(
                description =
                        "Where every change of the table is recorded, newest first; outside of it nothing is known.")
        List<IntervalJson> recorded) {
    public static RowLifeJson of(RowLife life) {
        return new RowLifeJson(
                TableJson.of(life.table()),
                life.key().values(),
                Words.of(life.now()),
                life.lastHeld().map(HoldingJson::of).orElse(null),
                life.changes().stream().map(ChangeJson::of).toList(),
                life.next().orElse(null),
                life.recorded().stream().map(IntervalJson::of).toList());
    }

    /** One change record. */
    @Schema(
            name = "RowChange",
            requiredProperties = {"position", "transaction", "at", "kind", "before"})
    public record ChangeJson(
            @Schema(description = "Grows within the row's history.")
            String position,

            @Schema(example = "734122") String transaction,

            @Schema(description = "When its statement began.")
            Instant at,

            @Schema(
                    description =
                            "'entered': the row came, or took this key. 'moved': it took another key; its values are in"
                                    + " the 'changed' beside it.",
                    enumeration = {"entered", "changed", "deleted", "truncated", "moved"})
            String kind,

            @Schema(description = "The values before it; none where the record holds the key only.")
            List<ValueJson> before,

            @Schema(description = "Absent if it was not recorded.") @Nullable
            WhoJson who) {
        static ChangeJson of(RowChange change) {
            return new ChangeJson(
                    change.position(),
                    Long.toUnsignedString(change.transaction()),
                    change.at(),
                    Words.of(change.kind()),
                    change.before().stream().map(ValueJson::of).toList(),
                    change.who().map(WhoJson::of).orElse(null));
        }
    }

    /** A column's value. */
    @Schema(
            name = "RowValue",
            description = "As the database prints it; long values are cut to 200 characters and end with an ellipsis.",
            requiredProperties = {"column"})
    public record ValueJson(
            @Schema String column,

            @Schema(description = "Absent for null.") @Nullable
            String value) {
        static ValueJson of(RowChange.Value value) {
            return new ValueJson(value.column().value(), value.text().orElse(null));
        }
    }

    /** An interval of the journal. */
    @Schema(
            name = "RecordedInterval",
            requiredProperties = {"since"})
    public record IntervalJson(
            @Schema Instant since,

            @Schema(description = "Absent while recording goes on.") @Nullable
            Instant last) {
        static IntervalJson of(RowLife.Interval interval) {
            return new IntervalJson(interval.since(), interval.last().orElse(null));
        }
    }
}
