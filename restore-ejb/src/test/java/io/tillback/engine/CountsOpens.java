package io.tillback.engine;

import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectReader;
import io.tillback.storage.ObjectStat;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Counts the objects that are opened, whole or in part; refuses data objects. */
final class CountsOpens implements ObjectReader {
    private final ObjectReader objects;
    private final AtomicInteger opened = new AtomicInteger();

    CountsOpens(ObjectReader objects) {
        this.objects = objects;
    }

    int opened() {
        return opened.get();
    }

    private ObjectKey counted(ObjectKey key) {
        if (key.value().contains("/data/")) {
            throw new AssertionError(key + " was read");
        }
        opened.incrementAndGet();
        return key;
    }

    @Override
    public InputStream open(ObjectKey key) {
        return objects.open(counted(key));
    }

    @Override
    public InputStream openRange(ObjectKey key, long offset, long length) {
        return objects.openRange(counted(key), offset, length);
    }

    @Override
    public void list(String prefix, Consumer<ObjectStat> each) {
        objects.list(prefix, each);
    }

    @Override
    public List<String> listFolders(String prefix) {
        return objects.listFolders(prefix);
    }
}
