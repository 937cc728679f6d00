package io.tillback.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.Json;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Manifests as they lie in buckets. */
class ManifestFormatTest {
    /** Written before there were incremental snapshots, seams, sums and definitions. */
    private static final String FIRST = """
            {
              "formatVersion": 1, "writtenBy": "tillback 0.1", "engine": "PostgreSQL 15.3", "store": "store",
              "id": "20260301T090000Z-first", "tier": "DAILY",
              "moment": {"cut": "10:10:", "takenAt": "2026-03-01T09:00:01Z"},
              "startedAt": "2026-03-01T09:00:00Z", "finishedAt": "2026-03-01T09:00:02Z",
              "tables": [{
                "shape": {
                  "id": {"schema": "shop", "name": "item"}, "kind": "PLAIN",
                  "columns": [{"name": "id", "type": "integer", "nulls": "REFUSED", "origin": "WRITTEN", "order": "ORDERED"}],
                  "key": ["id"], "foreignKeys": [], "sequences": []},
                "parts": [{
                  "number": 1, "rows": 3, "chunks": 1,
                  "data": {"key": "store/d", "bytes": 40, "sha256": "00"},
                  "index": {"key": "store/i", "bytes": 20, "sha256": "00"}}]}],
              "unprotected": []
            }
            """;

    private static final String SECOND = FIRST.replace("\"formatVersion\": 1", "\"formatVersion\": 2")
            .replace("first", "second")
            .replace("DAILY", "HOURLY")
            .replace("\"sha256\": \"00\"}}]}]", "\"sha256\": \"00\"}}], \"changes\": {\"gone\": []}}]")
            .replace("\"unprotected\"", """
                    "base": {
                      "id": "20260301T090000Z-first", "tier": "DAILY",
                      "moment": {"cut": "10:10:", "takenAt": "2026-03-01T09:00:01Z"}},
                    "unprotected\"""");

    @Test
    void one_without_a_base_is_a_full_snapshot() {
        Manifest manifest = Json.read(FIRST, Manifest.class);

        assertThat(manifest.isIncremental()).isFalse();
        Manifest.Table item = manifest.findTable(new TableId("shop", "item")).orElseThrow();
        assertThat(item.changes()).isEmpty();
        assertThat(Layer.of(item).kind()).isEqualTo(Layer.Kind.WHOLE);
        assertThat(item.rows()).isEqualTo(3);
        assertThat(item.bytes()).isEqualTo(40);
    }

    @Test
    void one_with_a_base_names_it_and_says_which_tables_hold_changes() {
        Manifest manifest = Json.read(SECOND, Manifest.class);

        assertThat(manifest.base().map(Manifest.Base::id))
                .isEqualTo(Optional.of(new SnapshotId("20260301T090000Z-first")));
        assertThat(manifest.base().map(Manifest.Base::tier)).isEqualTo(Optional.of(Tier.DAILY));
        assertThat(Layer.of(manifest.findTable(new TableId("shop", "item")).orElseThrow())
                        .kind())
                .isEqualTo(Layer.Kind.CHANGES);
    }

    @Test
    void what_is_written_is_read_as_it_was() {
        Manifest manifest = Json.read(SECOND, Manifest.class);

        assertThat(Json.read(Json.writePretty(manifest), Manifest.class)).isEqualTo(manifest);
    }
}
