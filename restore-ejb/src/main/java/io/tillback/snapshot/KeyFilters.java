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
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
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
        /** The key of the row that was scanned last. */
        void add(KeyScanner row);

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

    /** Whether the keys of a table are single whole numbers, so that they have a least and a greatest. */
    static boolean areWholeNumbers(TableShape table) {
        return isWholeNumber(table);
    }

    static Roaring64NavigableMap bitmap(KeyFilter.Numbers filter) {
        Roaring64NavigableMap bitmap = new Roaring64NavigableMap();
        byte[] bytes = Base64.getDecoder().decode(filter.bitmap());
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            bitmap.deserializePortable(in);
        } catch (IOException e) {
            throw new UncheckedIOException("The key filter is not a portable Roaring bitmap", e);
        }
        return bitmap;
    }

    static Bits bits(KeyFilter.Bloom filter) {
        byte[] bytes = Base64.getDecoder().decode(filter.bits());
        return new Bits(bytes, filter.hashes());
    }

    /** A Bloom filter, ready to be asked. */
    static final class Bits {
        private final byte[] bytes;
        private final int hashes;

        private Bits(byte[] bytes, int hashes) {
            this.bytes = bytes;
            this.hashes = hashes;
        }

        int sizeBytes() {
            return bytes.length;
        }

        boolean mayHold(long[] hash) {
            for (int i = 0; i < hashes; i++) {
                int position = position(hash, i, bytes.length * 8L);
                if ((bytes[position >> 3] & 1 << (position & 7)) == 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** A key's values, each followed by a zero byte: what is hashed. */
    static String joined(RowKey key) {
        return String.join("\0", key.values()) + "\0";
    }

    static void append(ByteBuilder target, KeyScanner row) {
        for (int column = 0; column < row.width(); column++) {
            row.appendTo(target, column);
            target.append((byte) 0);
        }
    }

    /** MurmurHash3 x64 128, seed 0. */
    static long[] hash(RowKey key) {
        byte[] bytes = joined(key).getBytes(StandardCharsets.UTF_8);
        return MurmurHash3.hash128x64(bytes, 0, bytes.length, 0);
    }

    private static int position(long[] hash, int i, long size) {
        return (int) Long.remainderUnsigned(hash[0] + i * hash[1], size);
    }

    private static final class NoKeys implements Builder {
        @Override
        public void add(KeyScanner row) {}

        @Override
        public KeyFilter build() {
            return new KeyFilter.None();
        }
    }

    /** Neighbours are added to the bitmap as one range: rows mostly lie in the order of their keys. */
    private static final class NumbersBuilder implements Builder {
        private final Roaring64NavigableMap bitmap = new Roaring64NavigableMap();
        private long first;
        private long last;
        private boolean open;

        @Override
        public void add(KeyScanner row) {
            long number = row.number(0);
            boolean follows = number == last + 1 && number != Long.MIN_VALUE && number != 0;
            if (open && follows) {
                last = number;
                return;
            }
            endRange();
            first = number;
            last = number;
            open = true;
        }

        private void endRange() {
            if (!open) {
                return;
            }
            if (first != last) {
                bitmap.addRange(first, last);
            }
            // Apart from the range, whose end would be out of range after the greatest number.
            bitmap.addLong(last);
        }

        @Override
        public KeyFilter build() {
            endRange();
            open = false;
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
        private final ByteBuilder key = new ByteBuilder(64);
        private long[] hashes = new long[256];
        private int keys;

        @Override
        public void add(KeyScanner row) {
            key.clear(1 << 20);
            append(key, row);
            long[] hash = MurmurHash3.hash128x64(key.array(), 0, key.length(), 0);
            if (hashes.length == 2 * keys) {
                hashes = Arrays.copyOf(hashes, 4 * keys);
            }
            hashes[2 * keys] = hash[0];
            hashes[2 * keys + 1] = hash[1];
            keys++;
        }

        @Override
        public KeyFilter build() {
            byte[] bits = new byte[Math.max(8, (keys * BITS_PER_KEY + 7) / 8)];
            long[] hash = new long[2];
            for (int k = 0; k < keys; k++) {
                hash[0] = hashes[2 * k];
                hash[1] = hashes[2 * k + 1];
                for (int i = 0; i < HASHES; i++) {
                    int position = position(hash, i, bits.length * 8L);
                    bits[position >> 3] |= (byte) (1 << (position & 7));
                }
            }
            return new KeyFilter.Bloom(HASHES, Base64.getEncoder().encodeToString(bits));
        }
    }
}
