package io.tillback.snapshot;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Json;
import io.tillback.model.Sha256;
import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectReader;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads snapshots back. Every byte is compared with its digest before it is handed on. */
public final class SnapshotReader {
    private final ObjectReader objects;
    private final SnapshotLayout layout;
    private final FetchAhead ahead;

    /** Reads one thing after the other. */
    public SnapshotReader(ObjectReader objects, SnapshotLayout layout) {
        this(objects, layout, FetchAhead.none());
    }

    public SnapshotReader(ObjectReader objects, SnapshotLayout layout, FetchAhead ahead) {
        this.objects = objects;
        this.layout = layout;
        this.ahead = ahead;
    }

    /**
     * Reads a snapshot's manifest.
     *
     * @throws RestoreException SNAPSHOT_UNFINISHED if there is none, FORMAT_TOO_NEW, SNAPSHOT_DAMAGED
     */
    public Manifest loadManifest(Tier tier, SnapshotId id) {
        ObjectKey key = layout.manifest(tier, id);
        try {
            return parse(key, requireFinished(id, readAll(key)));
        } catch (RestoreException e) {
            if (e.code() == ErrorCode.OBJECT_UNKNOWN) {
                throw new RestoreException(
                        ErrorCode.SNAPSHOT_UNFINISHED,
                        "Cannot read snapshot " + id + ": it has no manifest, so it was never finished, or was purged",
                        "Choose another snapshot.",
                        e);
            }
            throw e;
        }
    }

    private static byte[] requireFinished(SnapshotId id, byte[] manifest) {
        if (isGivenUp(manifest)) {
            throw new RestoreException(
                    ErrorCode.SNAPSHOT_UNFINISHED,
                    "Cannot read snapshot " + id + ": it was given up before it was finished",
                    "Choose another snapshot.");
        }
        return manifest;
    }

    /** What lies under the name of a manifest that shall never come ({@code SnapshotSettler}). */
    static boolean isGivenUp(byte[] manifest) {
        return manifest.length == 0;
    }

    private static Manifest parse(ObjectKey key, byte[] json) {
        try {
            int version = Json.read(json, Version.class).formatVersion();
            if (version < 1) {
                throw damaged("Cannot read " + key + ": it names no format version", null);
            }
            if (version > Manifest.FORMAT_VERSION) {
                throw new RestoreException(
                        ErrorCode.FORMAT_TOO_NEW,
                        "Cannot read " + key + ": it has format version " + version + ", this server knows up to "
                                + Manifest.FORMAT_VERSION,
                        "Restore with a newer Tillback.");
            }
            return Json.read(json, Manifest.class);
        } catch (RestoreException e) {
            if (e.code() == ErrorCode.REQUEST_INVALID) {
                throw damaged("Cannot read " + key + ": it is not a manifest", e);
            }
            throw e;
        }
    }

    private record Version(int formatVersion) {}

    /**
     * Asks for the first byte of a snapshot's rows: where one of its objects lies cold, the others do.
     *
     * @throws RestoreException OBJECT_COLD, OBJECT_UNKNOWN
     */
    public void requireAtHand(Manifest manifest) {
        manifest.tables().stream()
                .flatMap(table -> table.parts().stream())
                .findFirst()
                .map(part -> new ObjectKey(part.data().key()))
                .ifPresent(this::requireAtHand);
    }

    private void requireAtHand(ObjectKey key) {
        try (InputStream in = objects.openRange(key, 0, 1)) {
            in.readNBytes(1);
        } catch (IOException e) {
            throw unreadable(key, e);
        }
    }

    /** Calls back for each chunk of a part, in the order of their offsets, after the index's digest was compared. */
    public void forEachChunk(Manifest.Part part, Consumer<Chunk> each) {
        forEachLine(part, line -> each.accept(Json.read(line, Chunk.class)));
    }

    private record Filter(KeyFilter filter) {}

    /** As {@link #forEachChunk}, of their key filters alone. */
    void forEachFilter(Manifest.Part part, Consumer<KeyFilter> each) {
        forEachLine(part, line -> each.accept(Json.read(line, Filter.class).filter()));
    }

    private void forEachLine(Manifest.Part part, Consumer<String> each) {
        byte[] index = readAll(new ObjectKey(part.index().key()));
        if (!Sha256.of(index).equals(part.index().sha256())) {
            throw damaged("Cannot read " + part.index().key() + ": its digest differs from the manifest's", null);
        }
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new ZstdInputStream(new ByteArrayInputStream(index)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                each.accept(line);
            }
        } catch (IOException e) {
            throw damaged("Cannot read " + part.index().key() + ": " + e.getMessage(), e);
        }
    }

    /** The chunks of a part that may hold one of the rows; all of them where the table has no key. */
    public List<Chunk> findChunks(Manifest.Part part, WantedRows wanted) {
        List<Chunk> found = new ArrayList<>();
        if (!wanted.mayBeIn(part)) {
            return found;
        }
        forEachChunk(part, chunk -> {
            if (wanted.mayBeIn(chunk)) {
                found.add(chunk);
            }
        });
        return found;
    }

    /** Whether a part holds one of the rows, as it prints its key; looks into its data where filters cannot tell. */
    boolean holds(Manifest.Part part, WantedRows wanted) {
        boolean[] found = new boolean[1];
        forEachFrame(part, findChunks(part, wanted), (chunk, frame) -> {
            byte[] csv = Zstd.decompress(frame, (int) chunk.csvBytes());
            found[0] |= wanted.isAmong(csv);
        });
        return found[0];
    }

    /**
     * Reads chunks in the order given, each compressed and compared with its digest; near neighbours share one request,
     * and several requests are under way at once.
     *
     * @param chunks of this part, ascending
     * @throws RestoreException SNAPSHOT_DAMAGED, naming object and chunk
     */
    public void forEachFrame(Manifest.Part part, List<Chunk> chunks, BiConsumer<Chunk, byte[]> each) {
        ahead.forEach(Requests.of(chunks), Requests::lengthOf, run -> fetch(part, run), (run, frames) -> {
            for (int i = 0; i < run.size(); i++) {
                each.accept(run.get(i), frames.get(i));
            }
        });
    }

    /** Whether a part's rows can be read without being thawed first; one byte of them is asked for. */
    boolean isReadableAtOnce(Manifest.Part part) {
        if (part.data().bytes() == 0) {
            return true;
        }
        ObjectKey key = new ObjectKey(part.data().key());
        try (InputStream first = objects.openRange(key, 0, 1)) {
            return first.read() >= 0;
        } catch (RestoreException e) {
            if (e.code() != ErrorCode.OBJECT_COLD) {
                throw e;
            }
            return false;
        } catch (IOException e) {
            throw unreadable(key, e);
        }
    }

    private List<byte[]> fetch(Manifest.Part part, List<Chunk> run) {
        ObjectKey key = new ObjectKey(part.data().key());
        List<byte[]> frames = new ArrayList<>();
        long at = run.get(0).offset();
        try (InputStream in = objects.openRange(key, at, Requests.lengthOf(run))) {
            for (Chunk chunk : run) {
                in.skipNBytes(chunk.offset() - at);
                frames.add(checkedFrame(part, chunk, readFrame(in, chunk)));
                at = chunk.offset() + chunk.length();
            }
            return frames;
        } catch (IOException e) {
            throw unreadable(key, e);
        }
    }

    /** Into one array from the start: a frame may be of hundreds of MB. Shorter where the stream ends early. */
    static byte[] readFrame(InputStream in, Chunk chunk) throws IOException {
        byte[] frame = new byte[chunk.length()];
        int read = in.readNBytes(frame, 0, frame.length);
        return read == frame.length ? frame : Arrays.copyOf(frame, read);
    }

    static byte[] checkedFrame(Manifest.Part part, Chunk chunk, byte[] frame) {
        if (frame.length != chunk.length() || !Sha256.of(frame).equals(chunk.sha256())) {
            throw damaged(
                    "Cannot read " + part.data().key() + ": the chunk at offset " + chunk.offset()
                            + " differs from its digest",
                    null);
        }
        return frame;
    }

    private byte[] readAll(ObjectKey key) {
        return readAll(objects, key);
    }

    static byte[] readAll(ObjectReader objects, ObjectKey key) {
        try (InputStream in = objects.open(key)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw unreadable(key, e);
        }
    }

    static RestoreException unreadable(ObjectKey key, IOException cause) {
        return new RestoreException(
                ErrorCode.STORAGE_UNAVAILABLE,
                "Cannot read " + key + ": " + cause.getMessage(),
                "Check the network and the object store, then try again.",
                cause);
    }

    static RestoreException damaged(String fact, @Nullable Throwable cause) {
        return new RestoreException(
                ErrorCode.SNAPSHOT_DAMAGED,
                fact,
                "Choose another snapshot for this table; verify this one to see what else is damaged.",
                cause);
    }
}
