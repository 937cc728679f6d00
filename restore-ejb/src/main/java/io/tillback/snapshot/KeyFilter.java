package io.tillback.snapshot;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Tells which keys a chunk may hold. Never says no to a key that is there.
 *
 * @see <a href="docs/FORMAT.md#key-filters">FORMAT.md, key filters</a>
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = KeyFilter.None.class, name = "none"),
    @JsonSubTypes.Type(value = KeyFilter.Numbers.class, name = "numbers"),
    @JsonSubTypes.Type(value = KeyFilter.Bloom.class, name = "bloom")
})
public sealed interface KeyFilter {
    /** The table has no key, or its equal keys may be printed differently: every chunk may hold anything. */
    record None() implements KeyFilter {}

    /**
     * A single whole-number key: exact.
     *
     * @param bitmap a 64-bit Roaring bitmap in its portable form, Base64
     */
    record Numbers(String bitmap) implements KeyFilter {}

    /**
     * Any other key: a Bloom filter, wrong at most one time in a hundred.
     *
     * @param hashes bits set for each key
     * @param bits the bit set, least significant bit of the first byte first, Base64
     */
    record Bloom(int hashes, String bits) implements KeyFilter {}

    default <T> T match(Supplier<T> none, Function<Numbers, T> numbers, Function<Bloom, T> bloom) {
        if (this instanceof Numbers filter) {
            return numbers.apply(filter);
        }
        if (this instanceof Bloom filter) {
            return bloom.apply(filter);
        }
        return none.get();
    }
}
