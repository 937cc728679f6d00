package io.tillback.snapshot;

import io.tillback.model.RowKey;
import io.tillback.snapshot.KeyFilters.Bits;
import io.tillback.snapshot.Sighting.Answer;
import java.util.ArrayList;
import java.util.List;
import org.roaringbitmap.longlong.Roaring64NavigableMap;

/** The keys that some chunks of a part hold, as their filters say. Once it is {@link #settle settled} many may ask at once. */
final class PartKeys {
    private Roaring64NavigableMap numbers = new Roaring64NavigableMap();
    private List<Bits> blooms = new ArrayList<>();
    private long readBytes;
    private boolean holdsAnything;
    private boolean emptied;

    void add(KeyFilter filter) {
        filter.match(() -> holdsAnything = true, this::addNumbers, this::addBloom);
    }

    private boolean addNumbers(KeyFilter.Numbers filter) {
        numbers.or(KeyFilters.bitmap(filter));
        readBytes += filter.bitmap().length();
        return true;
    }

    private boolean addBloom(KeyFilter.Bloom filter) {
        readBytes += filter.bits().length();
        return blooms.add(KeyFilters.bits(filter));
    }

    /** How much was read since it was empty: about what it takes up in the heap, or more. */
    long readBytes() {
        return readBytes;
    }

    /** Makes room for the next chunks. */
    void empty() {
        numbers = new Roaring64NavigableMap();
        blooms = new ArrayList<>();
        readBytes = 0;
        emptied = true;
    }

    /** Whether these are the keys of all chunks that were ever added. */
    boolean isWhole() {
        return !emptied;
    }

    void settle() {
        numbers.runOptimize();
    }

    /** What it takes up in the heap, roughly. */
    long sizeBytes() {
        return numbers.getLongSizeInBytes()
                + blooms.stream().mapToLong(Bits::sizeBytes).sum();
    }

    Answer ask(RowKey key) {
        if (WantedRows.wholeNumber(key.values().get(0))
                .filter(numbers::contains)
                .isPresent()) {
            return Answer.HOLDS;
        }
        if (holdsAnything) {
            return Answer.PROBABLY_HOLDS;
        }
        long[] hash = KeyFilters.hash(key);
        return blooms.stream().anyMatch(bits -> bits.mayHold(hash)) ? Answer.PROBABLY_HOLDS : Answer.DOES_NOT_HOLD;
    }
}
