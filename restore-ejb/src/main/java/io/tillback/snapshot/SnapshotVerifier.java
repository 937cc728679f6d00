package io.tillback.snapshot;

import com.github.luben.zstd.ZstdInputStream;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Progress;
import io.tillback.model.Sha256;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads a whole snapshot back: every digest, every row count. Of what an incremental one is built on only that it is there;
 * that one is verified by itself.
 */
public final class SnapshotVerifier {
    private static final Set<ErrorCode> DAMAGE =
            Set.of(ErrorCode.SNAPSHOT_DAMAGED, ErrorCode.OBJECT_UNKNOWN, ErrorCode.SNAPSHOT_UNFINISHED);

    private final ObjectReader objects;
    private final SnapshotReader snapshots;

    public SnapshotVerifier(ObjectReader objects, SnapshotReader snapshots) {
        this.objects = objects;
        this.snapshots = snapshots;
    }

    /** @param problems empty when everything held */
    public record Report(long rows, long bytes, List<Problem> problems) {}

    /** @param fact names object and chunk */
    public record Problem(TableId table, String fact) {}

    /** Goes on after damage, so that the report names all of it; fails only where nothing can be read at all. */
    public Report verify(Tier tier, SnapshotId id, Progress progress) {
        progress.step("Reading the manifest");
        Manifest manifest = snapshots.loadManifest(tier, id);
        progress.expect(manifest.rows(), manifest.bytes());
        Tally tally = new Tally();
        Layers layers = new Layers(snapshots);
        for (Manifest.Table table : manifest.tables()) {
            progress.step("Reading back " + table.shape().id());
            noting(table.shape().id(), tally, () -> layers.of(table, manifest.base()));
            for (Manifest.Part part : table.allParts()) {
                verify(table.shape().id(), part, tally, progress);
            }
        }
        return new Report(tally.rows, tally.bytes, List.copyOf(tally.problems));
    }

    private static final class Tally {
        private long rows;
        private long bytes;
        private final List<Problem> problems = new ArrayList<>();
    }

    private void verify(TableId table, Manifest.Part part, Tally tally, Progress progress) {
        noting(table, tally, () -> {
            List<Chunk> chunks = new ArrayList<>();
            snapshots.forEachChunk(part, chunks::add);
            long rows = verifyData(table, part, chunks, tally, progress);
            if (rows != part.rows() || chunks.size() != part.chunks()) {
                tally.problems.add(new Problem(
                        table,
                        part.data().key() + " holds " + rows + " rows in " + chunks.size()
                                + " chunks, the manifest says " + part.rows() + " in " + part.chunks()));
            }
        });
    }

    private static void noting(TableId table, Tally tally, Runnable step) {
        try {
            step.run();
        } catch (RestoreException e) {
            if (!DAMAGE.contains(e.code())) {
                throw e;
            }
            tally.problems.add(new Problem(table, e.fact()));
        }
    }

    private long verifyData(TableId table, Manifest.Part part, List<Chunk> chunks, Tally tally, Progress progress) {
        ObjectKey key = new ObjectKey(part.data().key());
        MessageDigest digest = Sha256.begin();
        long rows = 0;
        try (InputStream in = new DigestInputStream(objects.open(key), digest)) {
            long header = chunks.isEmpty() ? part.data().bytes() : chunks.get(0).offset();
            in.readNBytes((int) header);
            long position = header;
            for (Chunk chunk : chunks) {
                requireAt(position, table, part, chunk, tally);
                position = chunk.offset() + chunk.length();
                byte[] frame = SnapshotReader.readFrame(in, chunk);
                rows += verifyChunk(table, part, chunk, frame, tally);
                tally.bytes += frame.length;
                progress.advance(chunk.rows(), frame.length);
                progress.checkCancelled();
            }
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw SnapshotReader.unreadable(key, e);
        }
        tally.rows += rows;
        if (!Sha256.end(digest).equals(part.data().sha256())) {
            tally.problems.add(new Problem(table, key + " differs from its digest in the manifest"));
        }
        return rows;
    }

    /** A restore fetches a chunk from where its index says it lies. */
    private static void requireAt(long position, TableId table, Manifest.Part part, Chunk chunk, Tally tally) {
        if (chunk.offset() != position) {
            tally.problems.add(new Problem(
                    table,
                    part.data().key() + ": a chunk lies at offset " + position + ", its index says " + chunk.offset()));
        }
    }

    private static long verifyChunk(TableId table, Manifest.Part part, Chunk chunk, byte[] frame, Tally tally) {
        try {
            SnapshotReader.checkedFrame(part, chunk, frame);
        } catch (RestoreException e) {
            tally.problems.add(new Problem(table, e.fact()));
            return chunk.rows();
        }
        String name = part.data().key() + ": the chunk at offset " + chunk.offset();
        try {
            Counted counted = count(frame);
            if (counted.rows() != chunk.rows() || counted.bytes() != chunk.csvBytes()) {
                tally.problems.add(new Problem(
                        table,
                        name + " holds " + counted.rows() + " rows in " + counted.bytes() + " bytes, its index says "
                                + chunk.rows() + " in " + chunk.csvBytes()));
            }
            return counted.rows();
        } catch (IOException e) {
            tally.problems.add(new Problem(table, name + " cannot be decompressed: " + e.getMessage()));
            return chunk.rows();
        }
    }

    /** @param bytes uncompressed */
    private record Counted(long rows, long bytes) {}

    private static Counted count(byte[] frame) throws IOException {
        Csv.RowCounter counter = new Csv.RowCounter();
        byte[] buffer = new byte[64 << 10];
        long bytes = 0;
        try (InputStream csv = new ZstdInputStream(new ByteArrayInputStream(frame))) {
            for (int read = csv.read(buffer); read >= 0; read = csv.read(buffer)) {
                counter.accept(buffer, read);
                bytes += read;
            }
        }
        return new Counted(counter.rows(), bytes);
    }
}
