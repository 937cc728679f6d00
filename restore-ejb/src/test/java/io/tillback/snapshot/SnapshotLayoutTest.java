package io.tillback.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.storage.ObjectKey;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class SnapshotLayoutTest {
    private static final SnapshotId ID = new SnapshotId("20260301T090000Z-k3f9q2md");

    @Test
    void objects_lie_by_store_tier_snapshot_and_kind() {
        SnapshotLayout layout = SnapshotLayout.of("backups/eu", "my shop");
        TableId table = new TableId("public", "order");

        assertThat(layout.manifest(Tier.DAILY, ID).value())
                .isEqualTo("backups/eu/my%20shop/snapshots/daily/20260301T090000Z-k3f9q2md/manifest.json");
        assertThat(layout.data(Tier.DAILY, ID, table, 2).value()).endsWith("/data/public.order.2.csv.zst");
        assertThat(layout.index(Tier.DAILY, ID, table, 2).value()).endsWith("/index/public.order.2.jsonl.zst");
        assertThat(SnapshotLayout.of("", "shop").snapshots()).isEqualTo("shop/snapshots/");
    }

    @Test
    void tables_whose_names_look_alike_lie_apart() {
        SnapshotLayout layout = SnapshotLayout.of("", "shop");

        assertThat(layout.data(Tier.DAILY, ID, new TableId("a.b", "c"), 1))
                .isNotEqualTo(layout.data(Tier.DAILY, ID, new TableId("a", "b.c"), 1));
        assertThat(SnapshotLayout.encode("../..")).isEqualTo("%2E%2E%2F%2E%2E");
        assertThat(SnapshotLayout.encode("%2E")).isEqualTo("%252E");
        assertThat(SnapshotLayout.encode("größe")).isEqualTo("gr%C3%B6%C3%9Fe");
    }

    @Test
    void long_names_are_cut_and_lie_apart() {
        SnapshotLayout layout = SnapshotLayout.of("", "shop");
        String name = "漢".repeat(20);
        ObjectKey one = layout.data(Tier.DAILY, ID, new TableId(name, name + "a"), 1);
        ObjectKey other = layout.data(Tier.DAILY, ID, new TableId(name, name + "b"), 1);

        assertThat(one).isNotEqualTo(other);
        assertThat(one.value())
                .matches(".*/data/(%E6%BC%A2){6}%![0-9a-f]{24}\\.(%E6%BC%A2){6}%![0-9a-f]{24}\\.1\\.csv\\.zst");
    }

    @Property
    void an_encoded_name_is_safe_and_can_be_decoded(@ForAll @NotEmpty String name) {
        String wellFormed = new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

        String encoded = SnapshotLayout.encode(wellFormed);

        assertThat(encoded).matches("([a-zA-Z0-9_-]|%[0-9A-F]{2})+");
        assertThat(URLDecoder.decode(encoded, StandardCharsets.UTF_8)).isEqualTo(wellFormed);
    }
}
