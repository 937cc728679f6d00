package io.tillback.snapshot;

import io.tillback.model.RowKey;
import io.tillback.model.TableShape;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.longlong.Roaring64NavigableMap;

/** Rows looked for by key: prepared once, asked of every chunk, and of every row of those chunks that may hold one. */
public final class WantedRows {
    private final TableShape table;
    private final List<RowKey> keys;
    private long @Nullable [] numbers;
    private long[] @Nullable [] hashes;
    private @Nullable Set<ByteBuffer> printed;

    private WantedRows(TableShape table, List<RowKey> keys) {
        this.table = table;
        this.keys = keys;
    }

    /**
     * @param table as the snapshot holds it
     * @param keys as the database prints them
     */
    public static WantedRows of(TableShape table, Collection<RowKey> keys) {
        return new WantedRows(table, List.copyOf(keys));
    }

    boolean mayBeIn(Manifest.Part part) {
        return part.keys()
                .map(range -> Arrays.stream(numbers()).anyMatch(range::contains))
                .orElse(true);
    }

    boolean mayBeIn(Chunk chunk) {
        return chunk.filter().match(() -> true, this::mayBeInNumbers, this::mayBeInBloom);
    }

    private boolean mayBeInNumbers(KeyFilter.Numbers filter) {
        Roaring64NavigableMap bitmap = KeyFilters.bitmap(filter);
        return !bitmap.isEmpty() && anyBetween(bitmap, bitmap.first(), bitmap.last());
    }

    /** Bitmaps are in unsigned order, and so are the wanted numbers. */
    private boolean anyBetween(Roaring64NavigableMap bitmap, long first, long last) {
        long[] wanted = numbers();
        for (int i = firstAtLeast(wanted, first);
                i < wanted.length && Long.compareUnsigned(wanted[i], last) <= 0;
                i++) {
            if (bitmap.contains(wanted[i])) {
                return true;
            }
        }
        return false;
    }

    private static int firstAtLeast(long[] sorted, long least) {
        int from = 0;
        int to = sorted.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (Long.compareUnsigned(sorted[middle], least) < 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    private long[] numbers() {
        if (numbers == null) {
            numbers = keys.stream()
                    .map(key -> Long.parseLong(key.values().get(0)) ^ Long.MIN_VALUE)
                    .sorted()
                    .mapToLong(value -> value ^ Long.MIN_VALUE)
                    .toArray();
        }
        return numbers;
    }

    private boolean mayBeInBloom(KeyFilter.Bloom filter) {
        if (hashes == null) {
            hashes = keys.stream().map(KeyFilters::hash).toArray(long[][]::new);
        }
        KeyFilters.Bits bits = KeyFilters.bits(filter);
        return Arrays.stream(hashes).anyMatch(bits::mayHold);
    }

    /**
     * Hands on the wanted rows of a chunk; all of its rows where equal keys may be printed differently.
     *
     * @param csv whole rows
     */
    public void pick(Chunk chunk, byte[] csv, Consumer<ByteBuffer> rows) {
        boolean comparable = chunk.filter().match(() -> false, numbersFilter -> true, bloom -> true);
        if (!comparable) {
            rows.accept(ByteBuffer.wrap(csv));
            return;
        }
        KeyScanner scanner = KeyScanner.of(table);
        ByteBuilder key = new ByteBuilder(64);
        int start = 0;
        while (start < csv.length) {
            int end = Csv.endOfRow(csv, start);
            scanner.scan(csv, start);
            key.clear(Integer.MAX_VALUE);
            KeyFilters.append(key, scanner);
            if (printed().contains(ByteBuffer.wrap(key.array(), 0, key.length()))) {
                rows.accept(ByteBuffer.wrap(csv, start, end - start));
            }
            start = end;
        }
    }

    private Set<ByteBuffer> printed() {
        if (printed == null) {
            printed = new HashSet<>();
            for (RowKey key : keys) {
                printed.add(ByteBuffer.wrap(KeyFilters.joined(key).getBytes(StandardCharsets.UTF_8)));
            }
        }
        return printed;
    }
}
