package io.tillback.shipment;

import io.tillback.model.Companion;
import io.tillback.model.ShipmentId;
import io.tillback.model.ShippedPart;
import io.tillback.snapshot.SnapshotLayout;
import io.tillback.storage.ObjectKey;
import java.util.Locale;

/**
 * Names of a store's shipments in the bucket.
 *
 * @param root {@code <prefix>/<store>}, no slash at either end
 * @see <a href="docs/FORMAT.md#shipments">FORMAT.md, shipments</a>
 */
public record ShipmentLayout(String root) {
    /** Beside the snapshots. */
    public static ShipmentLayout beside(SnapshotLayout snapshots) {
        return new ShipmentLayout(snapshots.root());
    }

    public String shipments() {
        return root + "/journal/";
    }

    /** Ends with a slash. */
    public String folder(ShipmentId id) {
        return shipments() + id.value() + "/";
    }

    public ObjectKey manifest(ShipmentId id) {
        return new ObjectKey(folder(id) + "manifest.json");
    }

    public ObjectKey data(ShipmentId id, Companion companion, ShippedPart part) {
        return new ObjectKey(
                folder(id) + "data/" + SnapshotLayout.nameOf(companion.table().id()) + "." + companion.number() + "."
                        + part.name().toLowerCase(Locale.ROOT) + ".csv.zst");
    }

    public ObjectKey transactions(ShipmentId id) {
        return new ObjectKey(folder(id) + "data/transactions.csv.zst");
    }

    public ObjectKey moments(ShipmentId id) {
        return new ObjectKey(folder(id) + "data/moments.csv.zst");
    }
}
