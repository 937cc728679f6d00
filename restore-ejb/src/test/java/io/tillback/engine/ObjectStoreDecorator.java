package io.tillback.engine;

import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectSink;
import io.tillback.storage.ObjectStat;
import io.tillback.storage.ObjectStore;
import io.tillback.storage.StorageClass;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Hands everything on. Its subclasses are named after what they do differently. */
abstract class ObjectStoreDecorator implements ObjectStore {
    private final ObjectStore store;

    ObjectStoreDecorator(ObjectStore store) {
        this.store = store;
    }

    @Override
    public InputStream open(ObjectKey key) {
        return store.open(key);
    }

    @Override
    public InputStream openRange(ObjectKey key, long offset, long length) {
        return store.openRange(key, offset, length);
    }

    @Override
    public void list(String prefix, Consumer<ObjectStat> each) {
        store.list(prefix, each);
    }

    @Override
    public List<String> listFolders(String prefix) {
        return store.listFolders(prefix);
    }

    @Override
    public ObjectSink create(ObjectKey key, StorageClass storageClass) {
        ObjectSink sink = store.create(key, storageClass);
        return new ObjectSink() {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                beforeWrite(key);
                sink.write(bytes, offset, length);
            }

            @Override
            public long position() {
                return sink.position();
            }

            @Override
            public void complete() {
                beforeAppearing(key);
                sink.complete();
            }

            @Override
            public void close() {
                sink.close();
            }
        };
    }

    @Override
    public void putIfAbsent(ObjectKey key, byte[] content, StorageClass storageClass) {
        beforeAppearing(key);
        store.putIfAbsent(key, content, storageClass);
    }

    /** Some bytes of an object are about to be written. */
    void beforeWrite(ObjectKey key) {}

    /** A whole object is about to appear. */
    void beforeAppearing(ObjectKey key) {}

    @Override
    public void delete(Collection<ObjectKey> keys) {
        store.delete(keys);
    }

    @Override
    public int abortUnfinished(String prefix) {
        return store.abortUnfinished(prefix);
    }

    @Override
    public void listUnfinished(String prefix, Consumer<ObjectKey> each) {
        store.listUnfinished(prefix, each);
    }
}
