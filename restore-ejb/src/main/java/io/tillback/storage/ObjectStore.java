package io.tillback.storage;

import java.util.Collection;
import java.util.function.Consumer;

/** Reads and writes objects. An object appears whole or not at all. */
public interface ObjectStore extends ObjectReader {
    /** Begins an object that is written as a stream, in bounded memory; it appears on {@link ObjectSink#complete}. */
    ObjectSink create(ObjectKey key, StorageClass storageClass);

    /**
     * Writes a small object at once, unless the name is taken.
     *
     * @throws io.tillback.fault.RestoreException OBJECT_EXISTS if it is
     */
    void putIfAbsent(ObjectKey key, byte[] content, StorageClass storageClass);

    /** Removes objects; those that are gone already are no failure. */
    void delete(Collection<ObjectKey> keys);

    /** Calls back for every unfinished write under a prefix, with the name the object would have got. */
    void listUnfinished(String prefix, Consumer<ObjectKey> each);

    /**
     * Ends every unfinished write under a prefix and frees its parts.
     *
     * @return how many there were
     */
    int abortUnfinished(String prefix);
}
