package io.tillback.snapshot;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.RowKey;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import io.tillback.snapshot.Sighting.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells whether snapshots hold rows, from their indexes alone: no data object is read, however cold it lies. Of incremental
 * snapshots the keys that are gone count as index.
 */
public final class KeyFinder {
    /** The newest snapshot mostly answers; where it does not, several are asked at once. */
    private static final int MOST_AT_ONCE = 16;

    private static final Set<ErrorCode> UNREADABLE = Set.of(
            ErrorCode.SNAPSHOT_UNFINISHED,
            ErrorCode.SNAPSHOT_DAMAGED,
            ErrorCode.FORMAT_TOO_NEW,
            ErrorCode.OBJECT_UNKNOWN);

    private final SnapshotReader snapshots;
    private final Layers layers;
    private final KeyIndexes known;
    private final FetchAhead ahead;

    /** Remembers nothing that others have read. */
    public KeyFinder(SnapshotReader snapshots) {
        this(snapshots, new KeyIndexes(), FetchAhead.none());
    }

    /** @param known shared by all who ask */
    public KeyFinder(SnapshotReader snapshots, KeyIndexes known, FetchAhead ahead) {
        this.snapshots = snapshots;
        this.layers = new Layers(snapshots);
        this.known = known;
        this.ahead = ahead;
    }

    /**
     * The newest snapshot that holds all rows asked for.
     *
     * @param unread those newer than it that could not be asked, newest first
     */
    public record Newest(Optional<Sighting> found, List<Unread> unread) {
        public Newest {
            unread = List.copyOf(unread);
        }
    }

    /** @param reason a full sentence without its full stop */
    public record Unread(SnapshotId snapshot, String reason) {}

    /** @param key as the database prints it */
    public Sighting find(Manifest manifest, TableId table, RowKey key) {
        Answer answer =
                layersOf(manifest, table).map(found -> ask(found, List.of(key))).orElse(Answer.DOES_NOT_HOLD);
        return new Sighting(manifest.id(), manifest.moment().takenAt(), answer);
    }

    private Optional<List<Layer>> layersOf(Manifest manifest, TableId table) {
        return manifest.findTable(table).map(found -> layers.of(found, manifest.base()));
    }

    /** The same of a snapshot whose manifest need not be read again; empty if it was never finished. */
    public Optional<Sighting> find(SnapshotSummary snapshot, TableId table, RowKey key) {
        return find(snapshot, Map.of(table, List.of(key)));
    }

    private Optional<Sighting> find(SnapshotSummary snapshot, Map<TableId, ? extends Collection<RowKey>> rows) {
        return snapshot.takenAt()
                .map(takenAt -> new Sighting(
                        snapshot.id(),
                        takenAt,
                        weakest(rows.entrySet().stream()
                                .map(of -> ask(snapshot, of.getKey(), of.getValue()))
                                .toList())));
    }

    private Answer ask(SnapshotSummary snapshot, TableId table, Collection<RowKey> keys) {
        return known.layers(snapshot.id(), table, id -> layersOf(snapshots.loadManifest(snapshot.tier(), id), table))
                .map(found -> ask(found, keys))
                .orElse(Answer.DOES_NOT_HOLD);
    }

    private static Answer weakest(List<Answer> answers) {
        return answers.stream().max(Comparator.naturalOrder()).orElse(Answer.HOLDS);
    }

    /** From the highest layer down, until one knows each key. @return what is certain of all of them */
    private Answer ask(List<Layer> all, Collection<RowKey> keys) {
        int width = all.get(0).shape().key().size();
        if (keys.stream().anyMatch(key -> key.values().size() != width)) {
            return Answer.DOES_NOT_HOLD;
        }
        List<RowKey> asked = List.copyOf(keys);
        Answer weakest = Answer.HOLDS;
        for (int height = all.size() - 1; height >= 0 && !asked.isEmpty(); height--) {
            Layer layer = all.get(height);
            Answer[] best = askRows(layer, asked);
            List<RowKey> beneath = new ArrayList<>();
            for (int i = 0; i < best.length; i++) {
                boolean unknown = best[i] == Answer.DOES_NOT_HOLD && height > 0 && !isGone(layer, asked.get(i));
                if (unknown) {
                    beneath.add(asked.get(i));
                } else {
                    weakest = weakest(List.of(weakest, best[i]));
                }
            }
            asked = beneath;
        }
        return weakest;
    }

    private Answer[] askRows(Layer layer, List<RowKey> asked) {
        WantedRows wanted = WantedRows.of(layer.shape(), asked);
        Answer[] best = new Answer[asked.size()];
        Arrays.fill(best, Answer.DOES_NOT_HOLD);
        for (Manifest.Part part : layer.rows()) {
            if (wanted.mayBeIn(part)) {
                ask(part, asked, best);
            }
        }
        return best;
    }

    /** A filter that only guesses is not enough: the row beneath would be called gone that is there. */
    private boolean isGone(Layer layer, RowKey key) {
        WantedRows wanted = WantedRows.of(layer.shape().keysOnly(), List.of(key));
        return layer.gone().stream().anyMatch(part -> snapshots.holds(part, wanted));
    }

    private void ask(Manifest.Part part, List<RowKey> asked, Answer[] best) {
        Optional<PartKeys> kept = known.findPart(part);
        if (kept.isPresent()) {
            improve(best, asked, kept.get());
            return;
        }
        PartKeys read = new PartKeys();
        snapshots.forEachFilter(part, filter -> {
            read.add(filter);
            if (read.readBytes() > known.mostOfAPart()) {
                improve(best, asked, read);
                read.empty();
            }
        });
        improve(best, asked, read);
        if (read.isWhole()) {
            read.settle();
            known.keep(part, read);
        }
    }

    private static void improve(Answer[] best, List<RowKey> asked, PartKeys keys) {
        for (int i = 0; i < best.length; i++) {
            if (best[i] != Answer.HOLDS) {
                Answer answer = keys.ask(asked.get(i));
                best[i] = answer.compareTo(best[i]) < 0 ? answer : best[i];
            }
        }
    }

    /**
     * Asks finished snapshots, newest first, until one holds all rows.
     *
     * @param rows of each table, as the database prints their keys
     */
    public Newest findNewest(List<SnapshotSummary> finished, Map<TableId, ? extends Collection<RowKey>> rows) {
        List<SnapshotSummary> left = finished.stream()
                .filter(snapshot -> snapshot.takenAt().isPresent())
                .sorted(Comparator.comparing(
                                (SnapshotSummary snapshot) -> snapshot.takenAt().orElseThrow())
                        .reversed())
                .toList();
        List<Unread> unread = new ArrayList<>();
        int atOnce = 1;
        while (!left.isEmpty()) {
            int asked = Math.min(atOnce, left.size());
            Optional<Sighting> found = askAll(left.subList(0, asked), rows, unread);
            if (found.isPresent()) {
                return new Newest(found, unread);
            }
            left = left.subList(asked, left.size());
            atOnce = Math.min(2 * atOnce, MOST_AT_ONCE);
        }
        return new Newest(Optional.empty(), unread);
    }

    /** Either of the two: what a snapshot says, or why it cannot be asked. */
    private record Asked(Optional<Sighting> sighting, Optional<Unread> unread) {}

    /** @return the newest of them that holds the rows */
    private Optional<Sighting> askAll(
            List<SnapshotSummary> some, Map<TableId, ? extends Collection<RowKey>> rows, List<Unread> unread) {
        List<Asked> answers = new ArrayList<>();
        ahead.forEach(
                some, snapshot -> 1, snapshot -> attempt(snapshot, rows), (snapshot, asked) -> answers.add(asked));
        for (Asked asked : answers) {
            asked.unread().ifPresent(unread::add);
            Optional<Sighting> holding = asked.sighting().filter(seen -> seen.answer() != Answer.DOES_NOT_HOLD);
            if (holding.isPresent()) {
                return holding;
            }
        }
        return Optional.empty();
    }

    private Asked attempt(SnapshotSummary snapshot, Map<TableId, ? extends Collection<RowKey>> rows) {
        try {
            return new Asked(find(snapshot, rows), Optional.empty());
        } catch (RestoreException e) {
            if (!UNREADABLE.contains(e.code())) {
                throw e;
            }
            return new Asked(Optional.empty(), Optional.of(new Unread(snapshot.id(), e.fact())));
        }
    }
}
