package io.tillback.snapshot;

import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import java.util.List;

/** Tells whether a snapshot holds a row, from the index alone: no data object is read, however cold it lies. */
public final class KeyFinder {
    private final SnapshotReader snapshots;

    public KeyFinder(SnapshotReader snapshots) {
        this.snapshots = snapshots;
    }

    /** @param key as the database prints it */
    public Sighting find(Manifest manifest, TableId table, RowKey key) {
        Sighting.Answer answer = manifest.findTable(table)
                .filter(found -> found.shape().key().size() == key.values().size())
                .map(found -> ask(found, key))
                .orElse(Sighting.Answer.DOES_NOT_HOLD);
        return new Sighting(manifest.id(), manifest.moment().takenAt(), answer);
    }

    private Sighting.Answer ask(Manifest.Table table, RowKey key) {
        Sighting.Answer answer = Sighting.Answer.DOES_NOT_HOLD;
        WantedRows wanted = WantedRows.of(table.shape(), List.of(key));
        for (Manifest.Part part : table.parts()) {
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
}
