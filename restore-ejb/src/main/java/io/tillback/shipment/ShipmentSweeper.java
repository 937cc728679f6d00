package io.tillback.shipment;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ShipmentId;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Removes what interrupted shipments left behind, and shipments that nothing needs any more. */
public final class ShipmentSweeper {
    private final ObjectStore store;
    private final ShipmentLayout layout;

    public ShipmentSweeper(ObjectStore store, ShipmentLayout layout) {
        this.store = store;
        this.layout = layout;
    }

    /**
     * Removes folders without a manifest. To be called by whoever has the turn to ship: nobody else writes then.
     *
     * @return names of what was removed
     */
    public List<ShipmentId> sweep() {
        store.abortUnfinished(layout.shipments());
        Set<ShipmentId> unfinished = new TreeSet<>();
        Set<ShipmentId> finished = new HashSet<>();
        store.list(layout.shipments(), object -> {
            String path = object.key().value().substring(layout.shipments().length());
            ShipmentId.find(path.substring(0, Math.max(0, path.indexOf('/')))).ifPresent(id -> {
                unfinished.add(id);
                if (object.key().equals(layout.manifest(id))) {
                    finished.add(id);
                }
            });
        });
        unfinished.removeAll(finished);
        unfinished.forEach(this::remove);
        return List.copyOf(unfinished);
    }

    /**
     * Removes shipments from before an instant, and from before the snapshot that a rebuild would begin with: those since
     * are what a lost database is rebuilt from.
     *
     * @param base when the snapshot was taken; nothing is removed if there is none
     * @return how many were removed
     */
    public int purge(Instant oldest, Optional<Instant> base) {
        if (base.isEmpty()) {
            return 0;
        }
        Instant until = base.get().isBefore(oldest) ? base.get() : oldest;
        List<ShipmentId> expired = new ShipmentReader(store, layout)
                .listFolders().stream().filter(id -> id.beganBefore(until)).toList();
        List<ShipmentId> removed = expired.subList(0, findFirstNeeded(expired, until));
        removed.forEach(this::remove);
        return removed.size();
    }

    /**
     * Which of them is the newest that begins no later than an instant: a rebuild goes back to that one. Asked of the
     * manifests, since names are by the servers' clocks, and what they begin at by the database's.
     */
    private int findFirstNeeded(List<ShipmentId> oldestFirst, Instant until) {
        ShipmentReader reader = new ShipmentReader(store, layout);
        int last = oldestFirst.size() - 1;
        while (last > 0 && !beginsBefore(reader, oldestFirst.get(last), until)) {
            last--;
        }
        return Math.max(0, last);
    }

    private static boolean beginsBefore(ShipmentReader reader, ShipmentId id, Instant until) {
        try {
            return reader.findManifest(id)
                    .filter(shipment -> !shipment.from().takenAt().isAfter(until))
                    .isPresent();
        } catch (RestoreException e) {
            if (e.code() != ErrorCode.SHIPMENT_DAMAGED && e.code() != ErrorCode.FORMAT_TOO_NEW) {
                throw e;
            }
            return false;
        }
    }

    /** The manifest first: without it there is no shipment. */
    private void remove(ShipmentId id) {
        store.delete(List.of(layout.manifest(id)));
        List<ObjectKey> objects = new ArrayList<>();
        store.list(layout.folder(id), object -> objects.add(object.key()));
        if (!objects.isEmpty()) {
            store.delete(objects);
        }
    }
}
