package io.tillback.snapshot;

import io.tillback.model.RowKey;
import io.tillback.model.TableShape;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.roaringbitmap.longlong.Roaring64NavigableMap;

/** Rows looked for by key: prepared once, asked of every chunk, and of every row of those chunks that may hold one. */
public final class WantedRows {
    private final TableShape table;
    private final long[] numbers;
    private final long[][] hashes;
    private final Set<ByteBuffer> printed;

    private WantedRows(TableShape table, Collection<RowKey> keys) {
        this.table = table;
        this.numbers = KeyFilters.areWholeNumbers(table) ? inUnsignedOrder(keys) : new long[0];
        this.hashes = keys.stream().map(KeyFilters::hash).toArray(long[][]::new);
        this.printed = keys.stream()
                .map(key -> ByteBuffer.wrap(KeyFilters.joined(key).getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static long[] inUnsignedOrder(Collection<RowKey> keys) {
        return keys.stream()
                .flatMap(key -> wholeNumber(key.values().get(0)).stream())
                .map(number -> number ^ Long.MIN_VALUE)
                .sorted()
                .mapToLong(value -> value ^ Long.MIN_VALUE)
                .toArray();
    }

    /** Whoever looks for a text, or for more than fits, looks for a row that a table of whole numbers does not have. */
    private static Optional<Long> wholeNumber(String printed) {
        try {
            return Optional.of(Long.parseLong(printed));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * @param table as the snapshot holds it
     * @param keys as the database prints them
     */
    public static WantedRows of(TableShape table, Collection<RowKey> keys) {
        return new WantedRows(table, keys);
    }

    boolean mayBeIn(Manifest.Part part) {
        return part.keys()
                .map(range -> Arrays.stream(numbers).anyMatch(range::contains))
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
        for (int i = firstAtLeast(numbers, first);
                i < numbers.length && Long.compareUnsigned(numbers[i], last) <= 0;
                i++) {
            if (bitmap.contains(numbers[i])) {
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

    private boolean mayBeInBloom(KeyFilter.Bloom filter) {
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
        forEachWanted(csv, rows);
    }

    /** Whether one of them is among whole rows, as it prints its key. */
    boolean isAmong(byte[] csv) {
        boolean[] found = new boolean[1];
        forEachWanted(csv, row -> found[0] = true);
        return found[0];
    }

    private void forEachWanted(byte[] csv, Consumer<ByteBuffer> rows) {
        KeyScanner scanner = KeyScanner.of(table);
        ByteBuilder key = new ByteBuilder(64);
        Csv.Rows ends = new Csv.Rows(csv);
        int start = 0;
        while (start < csv.length) {
            int end = ends.endOf(start);
            scanner.scan(csv, start);
            if (isWanted(scanner, key)) {
                rows.accept(ByteBuffer.wrap(csv, start, end - start));
            }
            start = end;
        }
    }

    private boolean isWanted(KeyScanner row, ByteBuilder key) {
        if (numbers.length > 0) {
            long number = row.number(0);
            int at = firstAtLeast(numbers, number);
            return at < numbers.length && numbers[at] == number;
        }
        key.clear(Integer.MAX_VALUE);
        KeyFilters.append(key, row);
        return printed.contains(ByteBuffer.wrap(key.array(), 0, key.length()));
    }
}
