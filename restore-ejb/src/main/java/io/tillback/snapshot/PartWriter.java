package io.tillback.snapshot;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.Json;
import io.tillback.model.Progress;
import io.tillback.model.Sha256;
import io.tillback.model.TableShape;
import io.tillback.snapshot.SnapshotSource.CopySink;
import io.tillback.storage.ObjectSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;

/**
 * Writes one part of a table: cuts rows into chunks, compresses each as a zstd frame of its own, and keeps the index
 * beside it. Memory: one chunk, or one row where a row is larger.
 */
final class PartWriter implements CopySink {
    private final int number;
    private final TableShape table;
    private final SnapshotSettings settings;
    private final Progress progress;
    private final DigestingSink data;
    private final DigestingSink index;
    private final int[] keyFields;
    private final int[] keyOrder;
    private final ByteArrayOutputStream csv;
    private final ByteArrayOutputStream indexLines = new ByteArrayOutputStream();
    private KeyFilters.Builder filter;
    private long rowsInChunk;
    private long rows;
    private long chunks;

    PartWriter(
            int number,
            TableShape table,
            SnapshotSettings settings,
            Progress progress,
            ObjectSink data,
            ObjectSink index) {
        this.number = number;
        this.table = table;
        this.settings = settings;
        this.progress = progress;
        this.data = new DigestingSink(data);
        this.index = new DigestingSink(index);
        List<ColumnName> stored =
                table.storedColumns().stream().map(Column::name).toList();
        List<ColumnName> keyInRowOrder =
                stored.stream().filter(table.key()::contains).toList();
        this.keyFields = keyInRowOrder.stream().mapToInt(stored::indexOf).toArray();
        this.keyOrder = table.key().stream().mapToInt(keyInRowOrder::indexOf).toArray();
        this.csv = new ByteArrayOutputStream(settings.chunkBytes() + 4096);
        this.filter = KeyFilters.builder(table);
        this.data.write(Zstd.compress(Csv.header(stored), settings.compressionLevel()));
    }

    @Override
    public void accept(byte[] row) {
        if (row.length >= settings.chunkBytes()) {
            endChunk();
            writeLarge(row);
            return;
        }
        filter.add(keyOf(row));
        csv.write(row, 0, row.length);
        rowsInChunk++;
        if (csv.size() >= settings.chunkBytes()) {
            endChunk();
        }
    }

    /** Fields are scanned in the row's order and handed on in the key's. */
    private List<String> keyOf(byte[] row) {
        List<String> values = Csv.fields(row, keyFields);
        return Arrays.stream(keyOrder).mapToObj(values::get).toList();
    }

    private void endChunk() {
        if (rowsInChunk == 0) {
            return;
        }
        byte[] frame = Zstd.compress(csv.toByteArray(), settings.compressionLevel());
        long offset = data.position();
        data.write(frame);
        addToIndex(new Chunk(offset, frame.length, rowsInChunk, csv.size(), Sha256.of(frame), filter.build()));
        rowsInChunk = 0;
        csv.reset();
        filter = KeyFilters.builder(table);
    }

    /** A row of hundreds of MB is held once, as it came: it is compressed piece by piece into the part. */
    private void writeLarge(byte[] row) {
        KeyFilters.Builder key = KeyFilters.builder(table);
        key.add(keyOf(row));
        long offset = data.position();
        MessageDigest digest = Sha256.begin();
        try (OutputStream frame = new ZstdOutputStream(new Pieces(digest), settings.compressionLevel())) {
            frame.write(row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int length = Math.toIntExact(data.position() - offset);
        addToIndex(new Chunk(offset, length, 1, row.length, Sha256.end(digest), key.build()));
    }

    /** Hands compressed bytes on as they come. */
    private final class Pieces extends OutputStream {
        private final MessageDigest digest;

        private Pieces(MessageDigest digest) {
            this.digest = digest;
        }

        @Override
        public void write(int octet) {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            byte[] piece = Arrays.copyOfRange(bytes, offset, offset + length);
            digest.update(piece);
            data.write(piece);
        }
    }

    private void addToIndex(Chunk chunk) {
        writeIndexLine(Json.write(chunk));
        progress.advance(chunk.rows(), chunk.length());
        progress.checkCancelled();
        rows += chunk.rows();
        chunks++;
    }

    private void writeIndexLine(String line) {
        indexLines.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
        if (indexLines.size() >= settings.chunkBytes()) {
            flushIndex();
        }
    }

    private void flushIndex() {
        index.write(Zstd.compress(indexLines.toByteArray(), settings.compressionLevel()));
        indexLines.reset();
    }

    /** Ends the last chunk and makes both objects appear. */
    Manifest.Part complete(String dataKey, String indexKey) {
        endChunk();
        flushIndex();
        data.complete();
        index.complete();
        return new Manifest.Part(
                number,
                rows,
                chunks,
                new Manifest.Stored(dataKey, data.position(), data.sha256()),
                new Manifest.Stored(indexKey, index.position(), index.sha256()));
    }
}
