package io.tillback.snapshot;

import io.tillback.model.Column;
import io.tillback.model.Json;
import io.tillback.model.Progress;
import io.tillback.model.Sha256;
import io.tillback.model.TableShape;
import io.tillback.snapshot.SnapshotSource.CopySink;
import io.tillback.storage.ObjectSink;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Writes one part of a table: cuts rows into chunks, compresses each as a zstd frame of its own, and keeps the index
 * beside it. Memory: one chunk, or one row where a row is larger.
 */
final class PartWriter implements CopySink, AutoCloseable {
    private final int number;
    private final TableShape table;
    private final SnapshotSettings settings;
    private final Progress progress;
    private final DigestingSink data;
    private final DigestingSink index;
    private final FrameWriter frames;
    private final MessageDigest digest = Sha256.begin();
    private final KeyScanner scanner;
    private final ByteBuilder csv;
    private final ByteBuilder indexLines = new ByteBuilder(4096);
    private final boolean ranged;
    private KeyFilters.Builder filter;
    private long least = Long.MAX_VALUE;
    private long greatest = Long.MIN_VALUE;
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
        this.scanner = KeyScanner.of(table);
        this.ranged = KeyFilters.areWholeNumbers(table);
        this.csv = new ByteBuilder(settings.chunkBytes() + 4096);
        this.filter = KeyFilters.builder(table);
        this.frames = new FrameWriter(settings.compressionLevel());
        byte[] header =
                Csv.header(table.storedColumns().stream().map(Column::name).toList());
        this.data.write(frames.compress(header, header.length), frames.length());
    }

    @Override
    public void accept(byte[] row) {
        scanner.scan(row, 0);
        filter.add(scanner);
        if (ranged) {
            long key = scanner.number(0);
            least = Math.min(least, key);
            greatest = Math.max(greatest, key);
        }
        csv.append(row, 0, row.length);
        rowsInChunk++;
        if (csv.length() >= settings.chunkBytes()) {
            endChunk();
        }
    }

    private void endChunk() {
        if (rowsInChunk == 0) {
            return;
        }
        byte[] frame = frames.compress(csv.array(), csv.length());
        int length = frames.length();
        digest.update(frame, 0, length);
        Chunk chunk = new Chunk(data.position(), length, rowsInChunk, csv.length(), Sha256.end(digest), filter.build());
        data.write(frame, length);
        writeIndexLine(Json.write(chunk));
        progress.advance(rowsInChunk, length);
        progress.checkCancelled();
        rows += rowsInChunk;
        chunks++;
        rowsInChunk = 0;
        csv.clear(2 * settings.chunkBytes());
        filter = KeyFilters.builder(table);
    }

    private void writeIndexLine(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        indexLines.append(bytes, 0, bytes.length);
        if (indexLines.length() >= settings.chunkBytes()) {
            flushIndex();
        }
    }

    private void flushIndex() {
        byte[] frame = frames.compress(indexLines.array(), indexLines.length());
        index.write(frame, frames.length());
        indexLines.clear(2 * settings.chunkBytes());
    }

    /** Ends the last chunk; what was written lies in the sinks, which have yet to be completed. */
    Manifest.Part finish(String dataKey, String indexKey) {
        endChunk();
        flushIndex();
        return new Manifest.Part(
                number,
                rows,
                chunks,
                new Manifest.Stored(dataKey, data.position(), data.sha256()),
                new Manifest.Stored(indexKey, index.position(), index.sha256()),
                ranged && rows > 0 ? Optional.of(new Manifest.KeyRange(least, greatest)) : Optional.empty());
    }

    /** Gives the compressor's memory back. */
    @Override
    public void close() {
        frames.close();
    }
}
