package io.tillback.snapshot;

import io.tillback.model.TableShape;
import java.util.List;

/**
 * All rows of a table at a moment, or what changed of them since the layer beneath: of that one the rows go whose keys are
 * among this one's rows or gone keys, and this one's rows come.
 *
 * @param shape as the rows are stored
 * @param rows all of them, or those that are new or not what they were
 * @param gone keys without rows, as {@link TableShape#keysOnly} stores them
 */
public record Layer(TableShape shape, Kind kind, List<Manifest.Part> rows, List<Manifest.Part> gone) {
    public enum Kind {
        WHOLE,
        CHANGES
    }

    public Layer {
        rows = List.copyOf(rows);
        gone = List.copyOf(gone);
        if (kind == Kind.WHOLE && !gone.isEmpty()) {
            throw new IllegalArgumentException("beneath the whole of " + shape.id() + " there is nothing to be gone");
        }
    }

    public static Layer whole(TableShape shape, List<Manifest.Part> rows) {
        return new Layer(shape, Kind.WHOLE, rows, List.of());
    }

    public static Layer changes(TableShape shape, List<Manifest.Part> rows, List<Manifest.Part> gone) {
        return new Layer(shape, Kind.CHANGES, rows, gone);
    }

    static Layer of(Manifest.Table table) {
        return table.changes()
                .map(changes -> changes(table.shape(), table.parts(), changes.gone()))
                .orElseGet(() -> whole(table.shape(), table.parts()));
    }

    public long storedRows() {
        return rows.stream().mapToLong(Manifest.Part::rows).sum();
    }

    public long storedBytes() {
        return rows.stream().mapToLong(part -> part.data().bytes()).sum();
    }
}
