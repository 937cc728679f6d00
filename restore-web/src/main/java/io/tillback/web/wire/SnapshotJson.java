package io.tillback.web.wire;

import io.tillback.model.SnapshotId;
import io.tillback.snapshot.Sighting;
import io.tillback.snapshot.SnapshotSummary;
import io.tillback.snapshot.SnapshotTable;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A snapshot as the catalog knows it. */
@Schema(
        name = "Snapshot",
        requiredProperties = {"id", "tier", "state", "startedAt", "tables", "rows", "bytes", "href"})
public record SnapshotJson(
        @Schema(example = "20260301T090000Z-k3f9q2md") String id,

        @Schema(enumeration = {"hourly", "daily", "weekly", "monthly", "manual"})
        String tier,

        @Schema(enumeration = {"taking", "complete", "failed", "purging", "purged"})
        String state,

        @Schema Instant startedAt,

        @Schema(description = "The moment it shows; absent until that is recorded.") @Nullable
        Instant takenAt,

        @Schema int tables,

        @Schema(description = "That it holds itself: in an incremental one, those that changed.")
        long rows,

        @Schema(description = "Stored, compressed.") long bytes,

        @Schema(description = "The last reading back; absent when there was none.") @Nullable
        VerificationJson verification,

        @Schema(description = "The full snapshot that an incremental one is built on; absent for a full one.") @Nullable
        String base,

        @Schema String href) {
    public static SnapshotJson of(SnapshotSummary snapshot, Links links) {
        return new SnapshotJson(
                snapshot.id().value(),
                Words.of(snapshot.tier()),
                Words.of(snapshot.state()),
                snapshot.startedAt(),
                snapshot.takenAt().orElse(null),
                snapshot.tables(),
                snapshot.rows(),
                snapshot.bytes(),
                snapshot.verification()
                        .map(last -> new VerificationJson(last.at(), last.problems()))
                        .orElse(null),
                snapshot.base().map(SnapshotId::value).orElse(null),
                links.snapshot(snapshot.id()));
    }

    /** A reading back. */
    @Schema(
            name = "Verification",
            requiredProperties = {"at", "problems"})
    public record VerificationJson(
            @Schema Instant at,

            @Schema(description = "0 when every digest and every row count held.")
            int problems) {}

    /** Snapshots, newest first. */
    @Schema(
            name = "Snapshots",
            requiredProperties = {"snapshots"})
    public record ListJson(
            @Schema(description = "Newest first.") List<SnapshotJson> snapshots) {
        public static ListJson of(List<SnapshotSummary> snapshots, Links links) {
            return new ListJson(snapshots.stream()
                    .map(snapshot -> SnapshotJson.of(snapshot, links))
                    .toList());
        }
    }

    /** What a snapshot holds of one table. */
    @Schema(
            name = "SnapshotTable",
            requiredProperties = {"shape", "holds", "rows", "bytes"})
    public record HeldTableJson(
            @Schema(description = "The table as it was built then.")
            StoreJson.TableShapeJson shape,

            @Schema(
                    enumeration = {"all-rows", "changed-rows"},
                    description = "Those that changed since the base, in an incremental snapshot.")
            String holds,

            @Schema long rows,

            @Schema(description = "Stored, compressed.") long bytes,

            @Schema(description = "Why an incremental snapshot holds all rows of this table.") @Nullable
            String whyWhole) {
        static HeldTableJson of(SnapshotTable table) {
            return new HeldTableJson(
                    StoreJson.TableShapeJson.of(table.shape()),
                    Words.of(table.holds()),
                    table.rows(),
                    table.bytes(),
                    table.whyWhole().orElse(null));
        }
    }

    /** What a snapshot holds. */
    @Schema(
            name = "SnapshotTables",
            requiredProperties = {"tables"})
    public record TablesJson(
            @Schema(description = "By name.") List<HeldTableJson> tables) {
        public static TablesJson of(List<SnapshotTable> tables) {
            return new TablesJson(tables.stream().map(HeldTableJson::of).toList());
        }
    }

    /** Whether one snapshot holds a key. */
    @Schema(
            name = "Sighting",
            requiredProperties = {"snapshot", "takenAt", "answer", "href"})
    public record SightingJson(
            @Schema String snapshot,
            @Schema Instant takenAt,

            @Schema(
                    description = "From the index alone; 'probably-holds' may be another key that looks like it, one "
                            + "time in a hundred.",
                    enumeration = {"holds", "probably-holds", "does-not-hold"})
            String answer,

            @Schema String href) {
        static SightingJson of(Sighting sighting, Links links) {
            return new SightingJson(
                    sighting.snapshot().value(),
                    sighting.takenAt(),
                    Words.of(sighting.answer()),
                    links.snapshot(sighting.snapshot()));
        }
    }

    /** Which snapshots hold a key. */
    @Schema(
            name = "Sightings",
            requiredProperties = {"sightings"})
    public record SightingsJson(
            @Schema(description = "Newest first.") List<SightingJson> sightings) {
        public static SightingsJson of(List<Sighting> sightings, Links links) {
            return new SightingsJson(sightings.stream()
                    .map(sighting -> SightingJson.of(sighting, links))
                    .toList());
        }
    }
}
