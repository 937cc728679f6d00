package io.tillback.snapshot;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectStore;
import io.tillback.storage.StorageClass;
import java.util.Optional;

/**
 * Decides what became of a snapshot whose taker failed while publishing it, or fell silent.
 *
 * <p>A silent taker may be alive: a server can stand still for a minute and then go on where it was, between "this
 * snapshot is still mine" and the write of its manifest. No clock and no row in a database can tell. So taker and settler
 * both write to the <em>same name</em>, {@code manifest.json}, and both only if it is free; the object store lets exactly
 * one of them succeed, in whatever order the requests arrive. If the taker was first, there is a snapshot, and the settler
 * says so. If the settler was first, its empty object lies there, the taker's write is refused however late it comes, and
 * there is no snapshot. Parts that come later still are swept up, as are all parts without a manifest.
 *
 * @see <a href="docs/FORMAT.md#layout">FORMAT.md, layout</a>
 */
public final class SnapshotSettler {
    private static final byte[] GIVEN_UP = {};

    private final ObjectStore store;
    private final SnapshotLayout layout;

    public SnapshotSettler(ObjectStore store, SnapshotLayout layout) {
        this.store = store;
        this.layout = layout;
    }

    /**
     * Settles one snapshot for good; asking again gives the same answer.
     *
     * @return its manifest if it was finished; empty if it will never be
     */
    public Optional<Manifest> settle(Tier tier, SnapshotId id) {
        if (giveUp(layout.manifest(tier, id))) {
            new SnapshotSweeper(store, layout).removeParts(layout.folder(tier, id));
            return Optional.empty();
        }
        return Optional.of(new SnapshotReader(store, layout).loadManifest(tier, id));
    }

    private boolean giveUp(ObjectKey manifest) {
        try {
            store.putIfAbsent(manifest, GIVEN_UP, StorageClass.STANDARD);
            return true;
        } catch (RestoreException e) {
            if (e.code() != ErrorCode.OBJECT_EXISTS) {
                throw e;
            }
            return SnapshotReader.isGivenUp(SnapshotReader.readAll(store, manifest));
        }
    }
}
