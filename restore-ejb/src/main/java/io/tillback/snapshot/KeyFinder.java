package io.tillback.snapshot;

import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import java.util.List;

/**
 * Tells whether a snapshot holds a row, from the index alone: no data object is read, however cold it lies. Of incremental
 * snapshots the keys that are gone count as index. Reads each base's manifest once.
 */
public final class KeyFinder {
    private final SnapshotReader snapshots;
    private final Layers layers;

    public KeyFinder(SnapshotReader snapshots) {
        this.snapshots = snapshots;
        this.layers = new Layers(snapshots);
    }

    /** @param key as the database prints it */
    public Sighting find(Manifest manifest, TableId table, RowKey key) {
        Sighting.Answer answer = manifest.findTable(table)
                .filter(found -> found.shape().key().size() == key.values().size())
                .map(found -> ask(layers.of(found, manifest.base()), key))
                .orElse(Sighting.Answer.DOES_NOT_HOLD);
        return new Sighting(manifest.id(), manifest.moment().takenAt(), answer);
    }

    /** From the highest layer down, until one knows the key. */
    private Sighting.Answer ask(List<Layer> all, RowKey key) {
        for (int height = all.size() - 1; height >= 0; height--) {
            Layer layer = all.get(height);
            Sighting.Answer answer = askRows(layer, WantedRows.of(layer.shape(), List.of(key)));
            if (answer != Sighting.Answer.DOES_NOT_HOLD || isGone(layer, key)) {
                return answer;
            }
        }
        return Sighting.Answer.DOES_NOT_HOLD;
    }

    private Sighting.Answer askRows(Layer layer, WantedRows wanted) {
        Sighting.Answer answer = Sighting.Answer.DOES_NOT_HOLD;
        for (Manifest.Part part : layer.rows()) {
            for (Chunk chunk : snapshots.findChunks(part, wanted)) {
                answer = chunk.filter()
                        .match(
                                () -> Sighting.Answer.PROBABLY_HOLDS,
                                exact -> Sighting.Answer.HOLDS,
                                bloom -> Sighting.Answer.PROBABLY_HOLDS);
            }
        }
        return answer;
    }

    /** A filter that only guesses is not enough: the row beneath would be called gone that is there. */
    private boolean isGone(Layer layer, RowKey key) {
        WantedRows wanted = WantedRows.of(layer.shape().keysOnly(), List.of(key));
        return layer.gone().stream().anyMatch(part -> snapshots.holds(part, wanted));
    }
}
