package io.tillback.snapshot;

import java.util.Arrays;

/** Bytes that grow; used again and again, so that what passes leaves no garbage behind. */
final class ByteBuilder {
    private byte[] bytes;
    private int length;

    ByteBuilder(int capacity) {
        this.bytes = new byte[capacity];
    }

    void append(byte octet) {
        grow(1);
        bytes[length++] = octet;
    }

    void append(byte[] source, int offset, int count) {
        grow(count);
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
    }

    private void grow(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(
                    bytes, Math.max(Math.addExact(length, more), (int) Math.min(bytes.length * 2L, MOST)));
        }
    }

    /** The longest array that every virtual machine can make. */
    private static final int MOST = Integer.MAX_VALUE - 8;

    /** What lies beyond {@link #length} means nothing; the array changes when more is appended. */
    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    /** @param most capacity to keep: one enormous row must not hold its memory for good */
    void clear(int most) {
        length = 0;
        if (bytes.length > most) {
            bytes = new byte[most];
        }
    }
}
