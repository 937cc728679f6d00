package io.tillback.shipment;

import com.github.luben.zstd.ZstdOutputStream;
import io.tillback.model.Sha256;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotSource.CopySink;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectSink;
import io.tillback.storage.ObjectStore;
import io.tillback.storage.StorageClass;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;

/** Writes lines of CSV, of which the first is the header, as one compressed object. Memory: one line. */
final class CsvObject implements CopySink, AutoCloseable {
    private static final int LEVEL = 2;

    private final ObjectKey key;
    private final ObjectSink sink;
    private final MessageDigest digest = Sha256.begin();
    private final OutputStream csv;
    private long lines;

    private CsvObject(ObjectKey key, ObjectSink sink) throws IOException {
        this.key = key;
        this.sink = sink;
        this.csv = new ZstdOutputStream(new Compressed(), LEVEL);
    }

    static CsvObject begin(ObjectStore store, ObjectKey key) {
        ObjectSink sink = store.create(key, StorageClass.STANDARD);
        try {
            return new CsvObject(key, sink);
        } catch (IOException e) {
            sink.close();
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void accept(byte[] line) {
        try {
            csv.write(line);
            lines++;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines so far, without the header. */
    long rows() {
        return Math.max(0, lines - 1);
    }

    /** Makes the object appear. */
    Shipment.Part complete() {
        try {
            csv.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Manifest.Stored stored = new Manifest.Stored(key.value(), sink.position(), Sha256.end(digest));
        sink.complete();
        return new Shipment.Part(rows(), stored);
    }

    @Override
    public void close() {
        try (sink) {
            csv.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hands compressed bytes on as they come. */
    private final class Compressed extends OutputStream {
        @Override
        public void write(int octet) {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
            sink.write(bytes, offset, length);
        }
    }
}
