package io.tillback.snapshot;

import com.github.luben.zstd.ZstdOutputStream;
import io.tillback.model.Column;
import io.tillback.model.Json;
import io.tillback.model.Progress;
import io.tillback.model.Sha256;
import io.tillback.model.TableShape;
import io.tillback.snapshot.SnapshotSource.CopySink;
import io.tillback.storage.ObjectSink;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
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
    private final RowSum.Counter sum = new RowSum.Counter();
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
        sum.accept(row);
        boolean isLarge = row.length >= settings.chunkBytes();
        if (isLarge) {
            endChunk();
        }
        scanner.scan(row, 0);
        filter.add(scanner);
        if (ranged) {
            long key = scanner.number(0);
            least = Math.min(least, key);
            greatest = Math.max(greatest, key);
        }
        if (isLarge) {
            scanner.forget();
            writeLarge(row);
            return;
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
        long offset = data.position();
        data.write(frame, length);
        index(new Chunk(offset, length, rowsInChunk, csv.length(), Sha256.end(digest), filter.build()));
        rowsInChunk = 0;
        csv.clear(2 * settings.chunkBytes());
    }

    /** A row of hundreds of MB is held once, as it came: it is compressed piece by piece into the part. */
    private void writeLarge(byte[] row) {
        long offset = data.position();
        try (OutputStream frame = new ZstdOutputStream(new Pieces(), settings.compressionLevel())) {
            frame.write(row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int length = Math.toIntExact(data.position() - offset);
        index(new Chunk(offset, length, 1, row.length, Sha256.end(digest), filter.build()));
    }

    /** Hands compressed bytes on as they come. */
    private final class Pieces extends OutputStream {
        @Override
        public void write(int octet) {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            byte[] piece = offset == 0 ? bytes : Arrays.copyOfRange(bytes, offset, offset + length);
            digest.update(piece, 0, length);
            data.write(piece, length);
        }
    }

    private void index(Chunk chunk) {
        writeIndexLine(Json.write(chunk));
        progress.advance(chunk.rows(), chunk.length());
        progress.checkCancelled();
        rows += chunk.rows();
        chunks++;
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
                ranged && rows > 0 ? Optional.of(new Manifest.KeyRange(least, greatest)) : Optional.empty(),
                Optional.of(sum.sum().toString()));
    }

    /** Gives the compressor's memory back. */
    @Override
    public void close() {
        frames.close();
    }
}
