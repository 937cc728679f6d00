package io.tillback.snapshot;

import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What snapshots' manifests and indexes said of keys, kept for the next question: neither is ever written again. What was
 * asked for longest ago goes first.
 */
public final class KeyIndexes {
    private static final int USUAL_BYTES = 16 << 20;
    private static final int MOST_TABLES = 2_000;

    private final long mostBytes;
    private final Map<TableOf, Optional<List<Layer>>> tables = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, PartKeys> parts = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    private record TableOf(SnapshotId snapshot, TableId table) {}

    /** 16 MB: the keys of a thousand parts whose rows lie in the order of their numbers take less than a tenth of it. */
    public KeyIndexes() {
        this(USUAL_BYTES);
    }

    /** @param mostBytes that decoded indexes may take up in the heap */
    public KeyIndexes(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Of what a table of a snapshot is made. Two who ask at once may both load it. */
    Optional<List<Layer>> layers(SnapshotId snapshot, TableId table, Function<SnapshotId, Optional<List<Layer>>> load) {
        TableOf name = new TableOf(snapshot, table);
        synchronized (this) {
            Optional<List<Layer>> kept = tables.get(name);
            if (kept != null) {
                return kept;
            }
        }
        Optional<List<Layer>> loaded = load.apply(snapshot);
        synchronized (this) {
            tables.put(name, loaded);
            dropOldest(tables.keySet().iterator());
        }
        return loaded;
    }

    private void dropOldest(Iterator<TableOf> oldest) {
        while (tables.size() > MOST_TABLES) {
            oldest.next();
            oldest.remove();
        }
    }

    /** How much of an index is decoded at once: what takes more room is asked piece by piece, and not kept. */
    long mostOfAPart() {
        return mostBytes / 4;
    }

    synchronized Optional<PartKeys> findPart(Manifest.Part part) {
        return Optional.ofNullable(parts.get(part.index().sha256()));
    }

    synchronized void keep(Manifest.Part part, PartKeys settled) {
        if (parts.put(part.index().sha256(), settled) == null) {
            bytes += settled.sizeBytes();
        }
        Iterator<PartKeys> oldest = parts.values().iterator();
        while (bytes > mostBytes) {
            bytes -= oldest.next().sizeBytes();
            oldest.remove();
        }
    }
}
