package io.tillback.snapshot;

import io.tillback.model.SnapshotId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Finds what lies beneath the tables of incremental snapshots. Reads each base's manifest once, and keeps it. */
public final class Layers {
    private final SnapshotReader snapshots;
    private final Map<SnapshotId, Manifest> bases = new ConcurrentHashMap<>();

    public Layers(SnapshotReader snapshots) {
        this.snapshots = snapshots;
    }

    /**
     * The layers of which a table's state is made, the lowest first: that one holds all rows.
     *
     * @param base of the snapshot that holds the table
     * @throws io.tillback.fault.RestoreException SNAPSHOT_UNFINISHED if the base is not there any more, SNAPSHOT_DAMAGED
     */
    public List<Layer> of(Manifest.Table table, Optional<Manifest.Base> base) {
        if (table.changes().isEmpty()) {
            return List.of(Layer.of(table));
        }
        Manifest.Base named =
                base.orElseThrow(() -> damaged(table, "holds changes only, and its manifest does not say since when"));
        Manifest.Table beneath = bases.computeIfAbsent(named.id(), id -> snapshots.loadManifest(named.tier(), id))
                .findTable(table.shape().id())
                .filter(found -> found.changes().isEmpty() && found.shape().holdsRowsLike(table.shape()))
                .orElseThrow(() -> damaged(table, "is built on snapshot " + named.id() + ", which does not hold it"));
        return List.of(Layer.of(beneath), Layer.of(table));
    }

    /**
     * Whether all of a table can be read now. What lies in a cold storage class must be thawed first.
     *
     * @throws io.tillback.fault.RestoreException as {@link #of}
     */
    public boolean areReadableAtOnce(Manifest.Table table, Optional<Manifest.Base> base) {
        return of(table, base).stream()
                .flatMap(layer -> Stream.concat(layer.rows().stream(), layer.gone().stream()))
                .allMatch(snapshots::isReadableAtOnce);
    }

    private static RuntimeException damaged(Manifest.Table table, String fact) {
        return SnapshotReader.damaged("Cannot read " + table.shape().id() + ": it " + fact, null);
    }
}
