package io.tillback.timeline;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
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
import io.tillback.model.WayBack;
import io.tillback.snapshot.Chunk;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotReader;
import io.tillback.snapshot.WantedRows;
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
    private static final int SEARCHED_BYTES = 8 << 20;

    private final SnapshotReader snapshots;
    private final StagingArea staging;

    public Reconstructor(SnapshotReader snapshots, StagingArea staging) {
        this.snapshots = snapshots;
        this.staging = staging;
    }

    /**
     * What is to be staged: a table of a snapshot, in the shape it has today.
     *
     * @param back given where it is wanted as it was before the snapshot
     */
    public record Wanted(
            Manifest.Table table, TableShape live, List<PastColumn> columns, RowScope rows, Optional<WayBack> back) {
        public Wanted {
            columns = List.copyOf(columns);
        }

        /** As it is in the snapshot. */
        public Wanted(Manifest.Table table, TableShape live, List<PastColumn> columns, RowScope rows) {
            this(table, live, columns, rows, Optional.empty());
        }
    }

    /**
     * Stages one table.
     *
     * @param number the table's position in the plan
     * @param wanted rows outside its scope may be staged too, rows inside it always are
     * @throws RestoreException KEY_INVALID, SNAPSHOT_DAMAGED; where there is a way back, VALUE_UNFIT if the database does
     *     not take the copy's values any more, MOMENT_NOT_COVERED if records are missing
     */
    public StagedTable stage(PlanId plan, int number, Wanted wanted, Progress progress) {
        Selection selection = wanted.rows()
                .match(this::everything, keys -> rowsOf(plan, number, wanted, keys), matching -> everything());
        wanted.rows().match(() -> expectAll(wanted, progress), keys -> true, matching -> expectAll(wanted, progress));
        if (wanted.back().isPresent()) {
            return stageBack(plan, number, wanted, selection, progress);
        }
        if (wanted.columns().stream().allMatch(PastColumn::isUnchanged)) {
            try {
                return stageAsIs(plan, number, wanted, selection, progress);
            } catch (RestoreException e) {
                if (e.code() != ErrorCode.VALUE_UNFIT) {
                    throw e;
                }
                // An enum lost a value, a domain became stricter, a type is gone: each value is asked for itself.
            }
        }
        return stageConverted(plan, number, wanted, selection, progress);
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

    /** What is read of a part, and which rows of it are loaded; all rows if that is empty. */
    private record Selection(Function<Manifest.Part, List<Chunk>> chunks, Optional<WantedRows> rows) {}

    private Selection everything() {
        return new Selection(this::allChunks, Optional.empty());
    }

    /** Filters know a row by the key it had; today another one may equal it, or it may be printed otherwise. */
    private Selection rowsOf(PlanId plan, int number, Wanted wanted, RowScope.Keys keys) {
        List<RowKey> printed = staging.createKeys(plan, number, wanted.live(), keys.keys());
        if (!hasSameKey(wanted)) {
            return everything();
        }
        WantedRows rows = WantedRows.of(wanted.table().shape(), printed);
        return new Selection(part -> snapshots.findChunks(part, rows), Optional.of(rows));
    }

    private static boolean hasSameKey(Wanted wanted) {
        List<Column> then = wanted.table().shape().keyColumns();
        List<Column> source = wanted.live().key().stream()
                .flatMap(name -> wanted.columns().stream()
                        .filter(column -> column.live().name().equals(name)))
                .filter(PastColumn::keepsValuesApart)
                .map(column -> column.then().orElseThrow())
                .toList();
        return source.equals(then);
    }

    private StagedTable stageAsIs(PlanId plan, int number, Wanted wanted, Selection selection, Progress progress) {
        TableShape then = wanted.table().shape();
        List<Column> columns = then.storedColumns().stream()
                .map(column -> asToday(wanted, column))
                .toList();
        try (StagingArea.Load load = staging.createStage(plan, number, columns)) {
            loadAll(wanted, selection, load, progress);
            return new StagedTable(then, load.complete(), Optional.empty());
        }
    }

    /** Records are of the table as it was built then, and so is the copy until they are taken off it. */
    private StagedTable stageBack(PlanId plan, int number, Wanted wanted, Selection selection, Progress progress) {
        TableShape then = wanted.table().shape();
        try (StagingArea.Load load = staging.createStage(plan, number, then.storedColumns())) {
            loadAll(wanted, selection, load, progress);
            load.complete();
        }
        List<ColumnName> laidOut = selection.rows().isPresent() ? wanted.live().key() : List.of();
        long rows = staging.goBack(plan, number, wanted.back().orElseThrow(), laidOut);
        if (wanted.columns().stream().allMatch(Reconstructor::isSame)) {
            return new StagedTable(then, rows, Optional.empty());
        }
        staging.makeRaw(
                plan, number, then.storedColumns().stream().map(Column::name).toList());
        return converted(plan, number, wanted, rows);
    }

    private static boolean isSame(PastColumn column) {
        return column.isUnchanged()
                && column.then()
                        .filter(then -> then.values().equals(column.live().values()))
                        .isPresent();
    }

    /** The database refuses to compare two values that each have a collation of their own. */
    private static Column asToday(Wanted wanted, Column then) {
        return wanted.columns().stream()
                .map(PastColumn::live)
                .filter(live -> live.name().equals(then.name()))
                .findFirst()
                .orElse(then);
    }

    private StagedTable stageConverted(PlanId plan, int number, Wanted wanted, Selection selection, Progress progress) {
        TableShape then = wanted.table().shape();
        List<ColumnName> names = then.storedColumns().stream().map(Column::name).toList();
        long rows;
        try (StagingArea.Load load = staging.createRaw(plan, number, names)) {
            loadAll(wanted, selection, load, progress);
            rows = load.complete();
        }
        return converted(plan, number, wanted, rows);
    }

    private StagedTable converted(PlanId plan, int number, Wanted wanted, long rows) {
        StagedTable.Unfit unfit =
                staging.convert(plan, number, wanted.columns(), wanted.live().key());
        return new StagedTable(wanted.table().shape(), rows - unfit.leftOut(), Optional.of(unfit));
    }

    /** Part by part: what an index says of its chunks is as long as the table. */
    private void loadAll(Wanted wanted, Selection selection, StagingArea.Load load, Progress progress) {
        for (Manifest.Part part : wanted.table().parts()) {
            snapshots.forEachFrame(part, selection.chunks().apply(part), (chunk, frame) -> {
                load(chunk, frame, selection.rows(), load);
                progress.advance(chunk.rows(), frame.length);
                progress.checkCancelled();
            });
        }
    }

    /** A chunk of usual size is looked through for the rows that are wanted; a larger one is one enormous row. */
    private static void load(Chunk chunk, byte[] frame, Optional<WantedRows> rows, StagingArea.Load load) {
        if (rows.isEmpty() || chunk.csvBytes() > SEARCHED_BYTES) {
            decompress(frame, load);
            return;
        }
        byte[] csv = decompress(frame, (int) chunk.csvBytes());
        rows.get().pick(chunk, csv, wanted -> load.write(csv, wanted.position(), wanted.remaining()));
    }

    private static byte[] decompress(byte[] frame, int csvBytes) {
        try {
            return Zstd.decompress(frame, csvBytes);
        } catch (ZstdException e) {
            throw undecipherable(e);
        }
    }

    private static void decompress(byte[] frame, StagingArea.Load load) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream csv = new ZstdInputStream(new ByteArrayInputStream(frame))) {
            for (int read = csv.read(buffer); read >= 0; read = csv.read(buffer)) {
                load.write(buffer, 0, read);
            }
        } catch (IOException e) {
            throw undecipherable(e);
        }
    }

    private static RestoreException undecipherable(Exception cause) {
        return new RestoreException(
                ErrorCode.SNAPSHOT_DAMAGED,
                "Cannot decompress a chunk whose digest holds: " + cause.getMessage(),
                "Report this with the snapshot's manifest; choose another snapshot meanwhile.",
                cause);
    }
}
