package io.tillback.snapshot;

import java.util.HexFormat;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * A hash of rows that knows no order: two sums, over all rows, of the halves of a row's 128-bit hash (MurmurHash3 of its
 * CSV bytes, line end included). It finds mistakes, not forgeries.
 */
public record RowSum(long first, long second) {
    public static final RowSum NONE = new RowSum(0, 0);

    /** @param text 32 hexadecimal digits */
    public static RowSum parse(String text) {
        return new RowSum(HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
    }

    public RowSum plus(RowSum other) {
        return new RowSum(first + other.first, second + other.second);
    }

    public RowSum minus(RowSum other) {
        return new RowSum(first - other.first, second - other.second);
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(first) + HexFormat.of().toHexDigits(second);
    }

    /** Adds rows up as they stream by. */
    static final class Counter implements SnapshotSource.CopySink {
        private long first;
        private long second;
        private long rows;

        @Override
        public void accept(byte[] row) {
            long[] hash = MurmurHash3.hash128x64(row, 0, row.length, 0);
            first += hash[0];
            second += hash[1];
            rows++;
        }

        RowSum sum() {
            return new RowSum(first, second);
        }

        long rows() {
            return rows;
        }
    }
}
