package io.tillback.snapshot;

import io.tillback.model.TableId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What of a snapshot lies in the bucket by now. */
final class Copied {
    private final Map<TableId, List<Manifest.Part>> parts = new ConcurrentHashMap<>();
    private final Map<TableId, List<Manifest.Part>> gone = new ConcurrentHashMap<>();

    void addPart(TableId table, Manifest.Part part) {
        parts.merge(table, List.of(part), Copied::joined);
    }

    void addGone(TableId table, Manifest.Part keys) {
        gone.merge(table, List.of(keys), Copied::joined);
    }

    private static List<Manifest.Part> joined(List<Manifest.Part> some, List<Manifest.Part> more) {
        return Stream.concat(some.stream(), more.stream())
                .sorted(Comparator.comparingInt(Manifest.Part::number))
                .toList();
    }

    /** In the order of their numbers. */
    List<Manifest.Part> partsOf(TableId table) {
        return parts.getOrDefault(table, List.of());
    }

    List<Manifest.Part> goneOf(TableId table) {
        return gone.getOrDefault(table, List.of());
    }
}
