package io.tillback.snapshot;

import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectStat;
import io.tillback.storage.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Removes what interrupted snapshots and purges left behind: folders without a manifest, and unfinished uploads. */
public final class SnapshotSweeper {
    /** Far longer than any server stands still, or any request is under way. */
    private static final Duration GIVEN_UP_KEPT = Duration.ofDays(7);

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final ObjectStore store;
    private final SnapshotLayout layout;

    public SnapshotSweeper(ObjectStore store, SnapshotLayout layout) {
        this.store = store;
        this.layout = layout;
    }

    /**
     * Sweeps once.
     *
     * @param running tells the snapshots that are being taken now, by any server of this store: they are not touched. It
     *     is asked after the folders were listed, so that it knows every snapshot that had a folder by then.
     * @param now from which the age of snapshots that were given up is reckoned
     * @return the folders from which something was removed
     */
    public List<String> sweep(Supplier<Set<SnapshotId>> running, Instant now) {
        List<String> removed = new ArrayList<>();
        for (Tier tier : Tier.values()) {
            Set<String> folders = folders(tierFolder(tier));
            Set<String> spared = new HashSet<>();
            if (!folders.isEmpty()) {
                running.get().forEach(id -> spared.add(layout.folder(tier, id)));
            }
            folders.stream()
                    .filter(folder -> !spared.contains(folder))
                    .filter(folder -> sweepFolder(folder, now))
                    .forEach(removed::add);
        }
        return removed;
    }

    private String tierFolder(Tier tier) {
        return layout.snapshots() + tier.folder() + "/";
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

    private boolean sweepFolder(String folder, Instant now) {
        Optional<ObjectStat> manifest = findManifest(folder);
        if (manifest.isEmpty()) {
            remove(folder);
            return true;
        }
        if (manifest.get().sizeBytes() > 0) {
            return false;
        }
        boolean forgotten = name(folder).compareTo(NAME.format(now.minus(GIVEN_UP_KEPT))) < 0;
        if (forgotten) {
            remove(folder);
        }
        return forgotten || removeParts(folder);
    }

    /** Names begin with the second of their snapshot, so they sort by time. */
    private static String name(String folder) {
        return folder.substring(folder.lastIndexOf('/', folder.length() - 2) + 1);
    }

    private Optional<ObjectStat> findManifest(String folder) {
        ObjectKey manifest = SnapshotLayout.manifestIn(folder);
        List<ObjectStat> found = new ArrayList<>();
        store.list(manifest.value(), found::add);
        return found.stream().filter(object -> object.key().equals(manifest)).findFirst();
    }

    /** The finished snapshots that lie in the bucket, whatever the catalog says; their order is that of their names. */
    public SortedMap<SnapshotId, Tier> listFinished() {
        SortedMap<SnapshotId, Tier> finished = new TreeMap<>();
        for (Tier tier : Tier.values()) {
            for (String folder : store.listFolders(tierFolder(tier))) {
                if (findManifest(folder).filter(stat -> stat.sizeBytes() > 0).isPresent()) {
                    String name = name(folder);
                    SnapshotId.find(name.substring(0, name.length() - 1)).ifPresent(id -> finished.put(id, tier));
                }
            }
        }
        return finished;
    }

    /** Removes a finished snapshot; it does not exist from the first step on, and the next sweep ends an interrupted one. */
    public void purge(Tier tier, SnapshotId id) {
        store.delete(List.of(layout.manifest(tier, id)));
        remove(layout.folder(tier, id));
    }

    /** Removes one snapshot's folder: uploads first, so that none completes behind the listing. */
    public void remove(String folder) {
        store.abortUnfinished(folder);
        delete(folder, Set.of());
    }

    /** Leaves what lies under the manifest's name. */
    boolean removeParts(String folder) {
        int aborted = store.abortUnfinished(folder);
        return delete(folder, Set.of(SnapshotLayout.manifestIn(folder))) + aborted > 0;
    }

    private int delete(String folder, Set<ObjectKey> spared) {
        List<ObjectKey> objects = new ArrayList<>();
        store.list(folder, object -> objects.add(object.key()));
        objects.removeAll(spared);
        if (!objects.isEmpty()) {
            store.delete(objects);
        }
        return objects.size();
    }
}
