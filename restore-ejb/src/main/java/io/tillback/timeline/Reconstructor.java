package io.tillback.timeline;

import com.github.luben.zstd.ZstdInputStream;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
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
import java.util.Optional;
import java.util.function.Function;

/** Stages tables as they stood at a snapshot's moment, fetching no more chunks than the rows in scope may lie in. */
public final class Reconstructor {
    private static final int BUFFER_BYTES = 64 << 10;

    private final SnapshotReader snapshots;
    private final StagingArea staging;

    public Reconstructor(SnapshotReader snapshots, StagingArea staging) {
        this.snapshots = snapshots;
        this.staging = staging;
    }

    /** What is to be staged: a table of a snapshot, in the shape it has today. */
    public record Wanted(Manifest.Table table, TableShape live, List<PastColumn> columns, RowScope rows) {
        public Wanted {
            columns = List.copyOf(columns);
        }
    }

    /**
     * Stages one table.
     *
     * @param number the table's position in the plan
     * @param wanted rows outside its scope may be staged too, rows inside it always are
     * @throws RestoreException KEY_INVALID, SNAPSHOT_DAMAGED
     */
    public StagedTable stage(PlanId plan, int number, Wanted wanted, Progress progress) {
        Function<Manifest.Part, List<Chunk>> chunks = wanted.rows()
                .match(
                        () -> this::allChunks,
                        keys -> chunksOf(plan, number, wanted, keys),
                        matching -> this::allChunks);
        wanted.rows().match(() -> expectAll(wanted, progress), keys -> true, matching -> expectAll(wanted, progress));
        if (wanted.columns().stream().allMatch(PastColumn::isUnchanged)) {
            try {
                return stageAsIs(plan, number, wanted, chunks, progress);
            } catch (RestoreException e) {
                if (e.code() != ErrorCode.VALUE_UNFIT) {
                    throw e;
                }
                // An enum lost a value, a domain became stricter, a type is gone: each value is asked for itself.
            }
        }
        return stageConverted(plan, number, wanted, chunks, progress);
    }

    private static boolean expectAll(Wanted wanted, Progress progress) {
        progress.expect(wanted.table().rows(), wanted.table().bytes());
        return true;
    }

    private List<Chunk> allChunks(Manifest.Part part) {
        List<Chunk> chunks = new ArrayList<>();
        snapshots.forEachChunk(part, chunks::add);
        return chunks;
    }

    /** Filters know a row by the key it had; a key that was another one, or of another type, is printed otherwise. */
    private Function<Manifest.Part, List<Chunk>> chunksOf(PlanId plan, int number, Wanted wanted, RowScope.Keys keys) {
        List<RowKey> printed = staging.createKeys(plan, number, wanted.live(), keys.keys());
        return hasSameKey(wanted) ? part -> snapshots.findChunks(part, printed) : this::allChunks;
    }

    private static boolean hasSameKey(Wanted wanted) {
        List<Column> then = wanted.table().shape().keyColumns();
        List<Column> source = wanted.live().key().stream()
                .flatMap(name -> wanted.columns().stream()
                        .filter(column -> column.live().name().equals(name)))
                .filter(column -> column.then()
                        .filter(was -> was.type().equals(column.live().type()))
                        .isPresent())
                .map(column -> column.then().orElseThrow())
                .toList();
        return source.equals(then);
    }

    private StagedTable stageAsIs(
            PlanId plan, int number, Wanted wanted, Function<Manifest.Part, List<Chunk>> chunks, Progress progress) {
        TableShape then = wanted.table().shape();
        try (StagingArea.Load load = staging.createStage(plan, number, then.storedColumns())) {
            loadAll(wanted, chunks, load, progress);
            return new StagedTable(then, load.complete(), Optional.empty());
        }
    }

    private StagedTable stageConverted(
            PlanId plan, int number, Wanted wanted, Function<Manifest.Part, List<Chunk>> chunks, Progress progress) {
        TableShape then = wanted.table().shape();
        List<ColumnName> names = then.storedColumns().stream().map(Column::name).toList();
        long rows;
        try (StagingArea.Load load = staging.createRaw(plan, number, names)) {
            loadAll(wanted, chunks, load, progress);
            rows = load.complete();
        }
        StagedTable.Unfit unfit =
                staging.convert(plan, number, wanted.columns(), wanted.live().key());
        return new StagedTable(then, rows - unfit.leftOut(), Optional.of(unfit));
    }

    /** Part by part: what an index says of its chunks is as long as the table. */
    private void loadAll(
            Wanted wanted, Function<Manifest.Part, List<Chunk>> chunks, StagingArea.Load load, Progress progress) {
        wanted.table().parts().forEach(part -> load(part, chunks.apply(part), load, progress));
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
