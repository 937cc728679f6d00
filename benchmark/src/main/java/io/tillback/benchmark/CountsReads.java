package io.tillback.benchmark;

import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectReader;
import io.tillback.storage.ObjectStat;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Counts the bytes that are read, and the requests. */
final class CountsReads implements ObjectReader {
    private final ObjectReader objects;
    private final AtomicLong dataBytes = new AtomicLong();
    private final AtomicLong indexBytes = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();

    CountsReads(ObjectReader objects) {
        this.objects = objects;
    }

    long dataBytes() {
        return dataBytes.get();
    }

    long indexBytes() {
        return indexBytes.get();
    }

    long requests() {
        return requests.get();
    }

    @Override
    public InputStream open(ObjectKey key) {
        return counting(key, objects.open(key));
    }

    @Override
    public InputStream openRange(ObjectKey key, long offset, long length) {
        return counting(key, objects.openRange(key, offset, length));
    }

    @Override
    public void list(String prefix, Consumer<ObjectStat> each) {
        objects.list(prefix, each);
    }

    @Override
    public List<String> listFolders(String prefix) {
        return objects.listFolders(prefix);
    }

    private InputStream counting(ObjectKey key, InputStream in) {
        requests.incrementAndGet();
        return new Counting(in, key.value().contains("/data/") ? dataBytes : indexBytes);
    }

    private static final class Counting extends FilterInputStream {
        private final AtomicLong bytes;

        private Counting(InputStream in, AtomicLong bytes) {
            super(in);
            this.bytes = bytes;
        }

        @Override
        public int read() throws IOException {
            int octet = super.read();
            bytes.addAndGet(octet < 0 ? 0 : 1);
            return octet;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            bytes.addAndGet(Math.max(0, read));
            return read;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = super.skip(count);
            bytes.addAndGet(skipped);
            return skipped;
        }
    }
}
