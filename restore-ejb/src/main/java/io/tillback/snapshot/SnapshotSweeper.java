package io.tillback.snapshot;

import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectStat;
import io.tillback.storage.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Removes what interrupted snapshots left behind: folders without a manifest, and unfinished uploads. */
public final class SnapshotSweeper {
    private final ObjectStore store;
    private final SnapshotLayout layout;

    public SnapshotSweeper(ObjectStore store, SnapshotLayout layout) {
        this.store = store;
        this.layout = layout;
    }

    /**
     * Sweeps once.
     *
     * @param running snapshots that are being taken now, by any server of this store: not touched
     * @return the folders that were removed
     */
    public List<String> sweep(Set<SnapshotId> running) {
        List<String> removed = new ArrayList<>();
        for (Tier tier : Tier.values()) {
            String tierFolder = layout.snapshots() + tier.folder() + "/";
            for (String folder : folders(tierFolder)) {
                if (running.stream().noneMatch(id -> folder.equals(layout.folder(tier, id))) && !isFinished(folder)) {
                    remove(folder);
                    removed.add(folder);
                }
            }
        }
        return removed;
    }

    /** An upload shows in no listing of objects: a snapshot that got no further has no other trace. */
    private Set<String> folders(String tierFolder) {
        Set<String> folders = new TreeSet<>(store.listFolders(tierFolder));
        store.listUnfinished(tierFolder, upload -> {
            int end = upload.value().indexOf('/', tierFolder.length());
            if (end > 0) {
                folders.add(upload.value().substring(0, end + 1));
            }
        });
        return folders;
    }

    private boolean isFinished(String folder) {
        ObjectKey manifest = SnapshotLayout.manifestIn(folder);
        List<ObjectStat> found = new ArrayList<>();
        store.list(manifest.value(), found::add);
        return found.stream().anyMatch(object -> object.key().equals(manifest));
    }

    /** Removes one snapshot's folder: uploads first, so that none completes behind the listing. */
    public void remove(String folder) {
        store.abortUnfinished(folder);
        List<ObjectKey> objects = new ArrayList<>();
        store.list(folder, object -> objects.add(object.key()));
        if (!objects.isEmpty()) {
            store.delete(objects);
        }
    }
}
