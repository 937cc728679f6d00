package io.tillback.snapshot;

import io.tillback.model.Column;
import io.tillback.model.RowKey;
import io.tillback.model.TableShape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.commons.codec.digest.MurmurHash3;
import org.roaringbitmap.longlong.Roaring64NavigableMap;

/** Builds and asks key filters. */
final class KeyFilters {
    private static final Set<String> WHOLE_NUMBERS = Set.of("smallint", "integer", "bigint");

    /** 10 bits and 7 hashes a key: 0.8 % false positives. */
    private static final int BITS_PER_KEY = 10;

    private static final int HASHES = 7;

    private KeyFilters() {}

    /** Collects the keys of one chunk. */
    interface Builder {
        void add(List<String> key);

        KeyFilter build();
    }

    static Builder builder(TableShape table) {
        if (table.key().isEmpty() || !isPrintedOneWay(table)) {
            return new NoKeys();
        }
        return isWholeNumber(table) ? new NumbersBuilder() : new BloomBuilder();
    }

    /** 1.0 and 1.00 are equal, and so are a day and 24 hours: whoever asks by one must find the other. */
    private static boolean isPrintedOneWay(TableShape table) {
        return table.keyColumns().stream().allMatch(Column::isEqualOnlyToTheByte);
    }

    private static boolean isWholeNumber(TableShape table) {
        List<Column> key = table.keyColumns();
        return key.size() == 1 && WHOLE_NUMBERS.contains(key.get(0).values().type());
    }

    /** Prepares a filter for many questions. */
    static Predicate<RowKey> decode(KeyFilter filter) {
        return filter.match(() -> key -> true, KeyFilters::decodeNumbers, KeyFilters::decodeBloom);
    }

    private static Predicate<RowKey> decodeNumbers(KeyFilter.Numbers filter) {
        Roaring64NavigableMap bitmap = new Roaring64NavigableMap();
        byte[] bytes = Base64.getDecoder().decode(filter.bitmap());
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            bitmap.deserializePortable(in);
        } catch (IOException e) {
            throw new UncheckedIOException("The key filter is not a portable Roaring bitmap", e);
        }
        return key -> bitmap.contains(Long.parseLong(key.values().get(0)));
    }

    private static Predicate<RowKey> decodeBloom(KeyFilter.Bloom filter) {
        byte[] bytes = Base64.getDecoder().decode(filter.bits());
        BitSet bits = BitSet.valueOf(bytes);
        long size = bytes.length * 8L;
        return key -> {
            long[] hash = hash(key.values());
            for (int i = 0; i < filter.hashes(); i++) {
                if (!bits.get(position(hash, i, size))) {
                    return false;
                }
            }
            return true;
        };
    }

    /** MurmurHash3 x64 128, seed 0, over the key's values, each followed by a zero byte. */
    private static long[] hash(List<String> key) {
        byte[] bytes = (String.join("\0", key) + "\0").getBytes(StandardCharsets.UTF_8);
        return MurmurHash3.hash128x64(bytes, 0, bytes.length, 0);
    }

    private static int position(long[] hash, int i, long size) {
        return (int) Long.remainderUnsigned(hash[0] + i * hash[1], size);
    }

    private static final class NoKeys implements Builder {
        @Override
        public void add(List<String> key) {}

        @Override
        public KeyFilter build() {
            return new KeyFilter.None();
        }
    }

    private static final class NumbersBuilder implements Builder {
        private final Roaring64NavigableMap bitmap = new Roaring64NavigableMap();

        @Override
        public void add(List<String> key) {
            bitmap.addLong(Long.parseLong(key.get(0)));
        }

        @Override
        public KeyFilter build() {
            bitmap.runOptimize();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                bitmap.serializePortable(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new KeyFilter.Numbers(Base64.getEncoder().encodeToString(bytes.toByteArray()));
        }
    }

    private static final class BloomBuilder implements Builder {
        private final List<long[]> hashes = new ArrayList<>();

        @Override
        public void add(List<String> key) {
            hashes.add(hash(key));
        }

        @Override
        public KeyFilter build() {
            int bytes = Math.max(8, (hashes.size() * BITS_PER_KEY + 7) / 8);
            BitSet bits = new BitSet(bytes * 8);
            for (long[] hash : hashes) {
                for (int i = 0; i < HASHES; i++) {
                    bits.set(position(hash, i, bytes * 8L));
                }
            }
            byte[] padded = java.util.Arrays.copyOf(bits.toByteArray(), bytes);
            return new KeyFilter.Bloom(HASHES, Base64.getEncoder().encodeToString(padded));
        }
    }
}
