package io.tillback.timeline;

import com.github.luben.zstd.ZstdInputStream;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.PlanId;
import io.tillback.model.Progress;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.TableShape;
import io.tillback.snapshot.Chunk;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Stages tables as they stood at a snapshot's moment, fetching no more chunks than the rows in scope may lie in. */
public final class Reconstructor {
    private static final int BUFFER_BYTES = 64 << 10;

    private final SnapshotReader snapshots;
    private final StagingArea staging;

    public Reconstructor(SnapshotReader snapshots, StagingArea staging) {
        this.snapshots = snapshots;
        this.staging = staging;
    }

    /**
     * Stages one table.
     *
     * @param number the table's position in the plan
     * @param rows the plan's row scope: rows outside it may be staged too, rows inside it always are
     * @throws RestoreException TABLE_NOT_IN_SNAPSHOT, KEY_INVALID, SNAPSHOT_DAMAGED
     */
    public StagedTable stage(
            PlanId plan, int number, Manifest manifest, TableShape live, RowScope rows, Progress progress) {
        Manifest.Table table = manifest.findTable(live.id())
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.TABLE_NOT_IN_SNAPSHOT,
                        "Cannot restore " + live.id() + ": snapshot " + manifest.id() + " does not hold it",
                        "Choose a snapshot taken while the table existed and was protected."));
        return rows.match(
                () -> stageAll(plan, number, table, progress),
                keys -> stageKeys(plan, number, table, live, keys, progress),
                matching -> stageAll(plan, number, table, progress));
    }

    private StagedTable stageAll(PlanId plan, int number, Manifest.Table table, Progress progress) {
        progress.expect(table.rows(), table.bytes());
        try (StagingArea.Load load =
                staging.createStage(plan, number, table.shape().storedColumns())) {
            for (Manifest.Part part : table.parts()) {
                List<Chunk> chunks = new ArrayList<>();
                snapshots.forEachChunk(part, chunks::add);
                load(part, chunks, load, progress);
            }
            return new StagedTable(table.shape(), load.complete());
        }
    }

    private StagedTable stageKeys(
            PlanId plan, int number, Manifest.Table table, TableShape live, RowScope.Keys keys, Progress progress) {
        List<RowKey> wanted = staging.createKeys(plan, number, live, keys.keys());
        boolean sameKey = table.shape().key().equals(live.key());
        try (StagingArea.Load load =
                staging.createStage(plan, number, table.shape().storedColumns())) {
            for (Manifest.Part part : table.parts()) {
                List<Chunk> chunks = new ArrayList<>();
                if (sameKey) {
                    chunks.addAll(snapshots.findChunks(part, wanted));
                } else {
                    snapshots.forEachChunk(part, chunks::add);
                }
                load(part, chunks, load, progress);
            }
            return new StagedTable(table.shape(), load.complete());
        }
    }

    private void load(Manifest.Part part, List<Chunk> chunks, StagingArea.Load load, Progress progress) {
        long rows = chunks.stream().mapToLong(Chunk::rows).sum();
        snapshots.forEachFrame(part, chunks, frame -> {
            decompress(frame, load);
            progress.advance(rows / chunks.size(), frame.length);
            progress.checkCancelled();
        });
    }

    private static void decompress(byte[] frame, StagingArea.Load load) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream csv = new ZstdInputStream(new ByteArrayInputStream(frame))) {
            for (int read = csv.read(buffer); read >= 0; read = csv.read(buffer)) {
                load.write(buffer, 0, read);
            }
        } catch (IOException e) {
            throw new RestoreException(
                    ErrorCode.SNAPSHOT_DAMAGED,
                    "Cannot decompress a chunk whose digest holds: " + e.getMessage(),
                    "Report this with the snapshot's manifest; choose another snapshot meanwhile.",
                    e);
        }
    }
}
