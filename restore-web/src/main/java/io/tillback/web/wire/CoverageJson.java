package io.tillback.web.wire;

import io.tillback.journal.Coverage;
import io.tillback.journal.JournalStock;
import io.tillback.model.Moment;
import io.tillback.model.StoreSchema.Unprotected;
import io.tillback.model.TableId;
import io.tillback.shipment.ShippingLog;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An interval in which every change of a table is known to be recorded. */
@Schema(
        name = "Coverage",
        requiredProperties = {"schema", "table", "companion", "since", "bytes"})
public record CoverageJson(
        @Schema(description = "The table's schema, as the database spells it.", example = "shop")
        String schema,

        @Schema(description = "The table's name, as the database spells it.", example = "product")
        String table,

        @Schema(description = "Where the records are: a table of schema tillback.", example = "journal_3")
        String companion,

        @Schema(description = "The first moment that can be rebuilt.")
        Instant since,

        @Schema(description = "The last one; absent while recording goes on.") @Nullable
        Instant last,

        @Schema(description = "Why the interval ended.", example = "altered since: triggers") @Nullable
        String reason,

        @Schema(description = "What its records take on the database's disk.")
        long bytes) {
    static CoverageJson of(Coverage coverage, JournalStock stock) {
        TableId table = coverage.companion().table().id();
        return new CoverageJson(
                table.schema(),
                table.name(),
                "journal_" + coverage.companion().number(),
                coverage.since().takenAt(),
                coverage.end().map(end -> end.last().takenAt()).orElse(null),
                coverage.end().map(Coverage.End::reason).orElse(null),
                stock.bytesOf(coverage.companion().number()));
    }

    public static List<CoverageJson> allOf(List<Coverage> coverage, JournalStock stock) {
        return coverage.stream().map(interval -> of(interval, stock)).toList();
    }

    /** What is recorded, and what is not. */
    @Schema(
            name = "Journal",
            requiredProperties = {"recording", "bytes", "coverage", "unrecorded"})
    public record ListJson(
            @Schema(description = "Whether the server records changes (tillback.journal).")
            boolean recording,

            @Schema(description = "What all records take on the database's disk, with who made the changes.")
            long bytes,

            @Schema(description = "By table, in the order they began.")
            List<CoverageJson> coverage,

            @Schema(description = "Protected tables whose changes are not recorded now.")
            List<UnrecordedJson> unrecorded,

            @Schema(description = "How far all of it lies in the object store; absent if it is not shipped.") @Nullable
            ShippingJson shipping) {}

    /** How far the journal was shipped. */
    @Schema(name = "Shipping")
    public record ShippingJson(
            @Schema(description = "To this moment a lost database can be rebuilt; absent before the first shipment.")
            @Nullable
            Instant until,

            @Schema(description = "Since when nothing could be shipped; absent if the last attempt worked.") @Nullable
            Instant failingSince,

            @Schema(description = "Why not.", example = "Cannot write …: Connection refused") @Nullable
            String failure) {
        /** @return null if nothing is shipped */
        public static @Nullable ShippingJson of(Optional<ShippingLog.Standing> standing) {
            return standing.map(ShippingJson::of).orElse(null);
        }

        private static ShippingJson of(ShippingLog.Standing standing) {
            return new ShippingJson(
                    standing.moment().map(Moment::takenAt).orElse(null),
                    standing.failure().map(ShippingLog.Failure::since).orElse(null),
                    standing.failure().map(ShippingLog.Failure::reason).orElse(null));
        }
    }

    /** A table that is not recorded. */
    @Schema(
            name = "Unrecorded",
            requiredProperties = {"table", "reason"})
    public record UnrecordedJson(
            @Schema(example = "shop.session") String table,

            @Schema(example = "it is unlogged: after a crash the database empties it without a trace")
            String reason) {
        public static List<UnrecordedJson> allOf(List<Unprotected> unrecorded) {
            return unrecorded.stream()
                    .map(one -> new UnrecordedJson(one.what(), one.reason()))
                    .toList();
        }
    }
}
