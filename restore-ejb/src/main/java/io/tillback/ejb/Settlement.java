package io.tillback.ejb;

import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import io.tillback.snapshot.Manifest;
import java.util.Optional;

/** Asks the bucket what became of a snapshot, for good, and writes the answer to the catalog. */
final class Settlement {
    private Settlement() {}

    /** @return whether there is a snapshot */
    static boolean settle(EngineBean engine, CatalogBean catalog, Tier tier, SnapshotId id) {
        Optional<Manifest> manifest = engine.tools().settler().settle(tier, id);
        catalog.tell(records ->
                manifest.ifPresentOrElse(finished -> records.snapshots().complete(finished), () -> records.snapshots()
                        .fail(id)));
        return manifest.isPresent();
    }
}
