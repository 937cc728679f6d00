package io.tillback.snapshot;

import io.tillback.model.Companion;
import io.tillback.model.Slice;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of a view goes into a snapshot.
 *
 * @param readers that copy at once
 */
record Contents(StoreSchema schema, Map<TableId, List<TableRange>> ranges, Division division, int readers) {
    private static final long SMALL_BYTES = 1 << 20;

    Contents {
        ranges = Map.copyOf(ranges);
    }

    /**
     * Something that is copied in one go.
     *
     * @param range empty where only changes are copied
     */
    record Work(TableShape table, Optional<TableRange> range, Optional<Changes> changes) {
        long expectedRows() {
            return range.map(TableRange::expectedRows).orElse(0L);
        }

        private long expectedBytes() {
            return range.map(TableRange::expectedBytes).orElse(0L);
        }
    }

    /** Rows that changed, a slice of them. The keys that are gone come with the first one. */
    record Changes(Companion companion, Slice slice) {}

    /**
     * The largest parts first, so that no worker begins a long one at the end. Before them the small ones, which take no
     * time: a table that is emptied or altered before its turn costs the snapshot.
     */
    List<Work> work() {
        List<Work> work = new ArrayList<>();
        for (TableShape table : schema.tables()) {
            division.findChanged(table.id())
                    .ifPresentOrElse(
                            companion -> slicesOf(table)
                                    .forEach(slice -> work.add(new Work(
                                            table, Optional.empty(), Optional.of(new Changes(companion, slice))))),
                            () -> rangesOf(table.id())
                                    .forEach(range -> work.add(new Work(table, Optional.of(range), Optional.empty()))));
        }
        work.sort(Comparator.comparing((Work part) -> part.expectedBytes() > SMALL_BYTES)
                .thenComparing(Work::expectedBytes, Comparator.reverseOrder()));
        return work;
    }

    /** Of each relation that a table consists of one range. */
    List<TableRange> pieces(TableId table) {
        Map<TableId, TableRange> pieces = new LinkedHashMap<>();
        rangesOf(table).forEach(range -> pieces.putIfAbsent(range.relation(), range));
        return List.copyOf(pieces.values());
    }

    /** As many as there are readers, if the table is large enough for several ranges. */
    private List<Slice> slicesOf(TableShape table) {
        return Slice.of(table, Math.min(readers, rangesOf(table.id()).size()));
    }

    private List<TableRange> rangesOf(TableId table) {
        return ranges.getOrDefault(table, List.of());
    }
}
