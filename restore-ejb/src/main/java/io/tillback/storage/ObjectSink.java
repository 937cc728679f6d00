package io.tillback.storage;

/** An object being written. Not safe for concurrent use. */
public interface ObjectSink extends AutoCloseable {
    void write(byte[] bytes, int offset, int length);

    default void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    /** Bytes written so far. */
    long position();

    /** Makes the object appear. */
    void complete();

    /** Abandons the object unless it is complete. */
    @Override
    void close();
}
