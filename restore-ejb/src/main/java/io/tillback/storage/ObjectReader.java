package io.tillback.storage;

import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads objects. What a preview is given: nothing can be written through it.
 *
 * <p>Safe for concurrent use. Every method may fail with STORAGE_UNAVAILABLE (try again later) or STORAGE_REFUSED (rights,
 * bucket, storage class); reading from a stream may fail with the same.
 */
public interface ObjectReader {
    /**
     * Opens a whole object; the caller closes the stream.
     *
     * @throws io.tillback.fault.RestoreException OBJECT_UNKNOWN if there is none, OBJECT_COLD if it must be thawed first
     */
    InputStream open(ObjectKey key);

    /**
     * Opens a part of an object; the caller closes the stream.
     *
     * @param offset first byte, from 0
     * @param length bytes wanted, at least 1; fewer come only if the object ends before
     * @throws io.tillback.fault.RestoreException as {@link #open}
     */
    InputStream openRange(ObjectKey key, long offset, long length);

    /** Calls back for every object whose name starts with {@code prefix}, in the order of their names. */
    void list(String prefix, Consumer<ObjectStat> each);

    /** The folders directly under {@code prefix} (which ends with a slash), each ending with a slash, in order. */
    List<String> listFolders(String prefix);
}
