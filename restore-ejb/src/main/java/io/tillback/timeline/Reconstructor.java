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
import io.tillback.model.StageShape;
import io.tillback.model.StageShape.Form;
import io.tillback.model.TableShape;
import io.tillback.model.WayBack;
import io.tillback.snapshot.Chunk;
import io.tillback.snapshot.Layer;
import io.tillback.snapshot.Layers;
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
import java.util.function.Supplier;

/**
 * Stages tables as they stood at a snapshot's moment, fetching no more chunks than the rows in scope may lie in. What later
 * layers say is laid upon the lowest one inside the database.
 */
public final class Reconstructor {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int SEARCHED_BYTES = 8 << 20;

    private final SnapshotReader snapshots;
    private final StagingArea staging;
    private final Layers layers;

    public Reconstructor(SnapshotReader snapshots, StagingArea staging) {
        this.snapshots = snapshots;
        this.layers = new Layers(snapshots);
        this.staging = staging;
    }

    /**
     * What is to be staged: the layers of a table, the lowest first, in the shape it has today.
     *
     * @param layers all of the same columns and key
     * @param back given where it is wanted as it was before the snapshot
     */
    public record Wanted(
            List<Layer> layers, TableShape live, List<PastColumn> columns, RowScope rows, Optional<WayBack> back) {
        public Wanted {
            layers = List.copyOf(layers);
            columns = List.copyOf(columns);
            if (layers.get(0).kind() != Layer.Kind.WHOLE) {
                throw new IllegalArgumentException("the lowest layer of " + live.id() + " does not hold all its rows");
            }
        }

        /** A table that a full snapshot holds. */
        public Wanted(Manifest.Table table, TableShape live, List<PastColumn> columns, RowScope rows) {
            this(List.of(Layer.whole(table.shape(), table.parts())), live, columns, rows, Optional.empty());
        }

        private Layer base() {
            return layers.get(0);
        }

        private List<Layer> later() {
            return layers.subList(1, layers.size());
        }

        /** The table as it was built. */
        private TableShape then() {
            return layers.get(layers.size() - 1).shape();
        }
    }

    /** The layers of a snapshot's table, of which those beneath lie in the snapshot that it is built on. */
    public List<Layer> layersOf(Manifest.Table table, Optional<Manifest.Base> base) {
        return layers.of(table, base);
    }

    /** Whether these layers can be read now; what lies in a cold storage class must be thawed first. */
    public boolean isReadableAtOnce(Manifest.Table table, Optional<Manifest.Base> base) {
        return layers.areReadableAtOnce(table, base);
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
        Target target = new Target(plan, number);
        if (wanted.back().isPresent()) {
            return stageBack(target, wanted, selection, progress);
        }
        if (wanted.columns().stream().allMatch(PastColumn::isUnchanged) && canMergeToday(wanted)) {
            try {
                return stageAsIs(target, wanted, selection, progress);
            } catch (RestoreException e) {
                if (e.code() != ErrorCode.VALUE_UNFIT) {
                    throw e;
                }
                // An enum lost a value, a domain became stricter, a type is gone: each value is asked for itself.
            }
        }
        return stageConverted(target, wanted, selection, progress);
    }

    private record Target(PlanId plan, int number) {}

    /** Layers are laid upon each other by the keys of then: today's collation may take two of them for one. */
    private static boolean canMergeToday(Wanted wanted) {
        return wanted.later().isEmpty()
                || wanted.then().keyColumns().stream()
                        .allMatch(then -> asToday(wanted, then).values().equals(then.values()));
    }

    private static boolean expectAll(Wanted wanted, Progress progress) {
        progress.expect(
                wanted.layers().stream().mapToLong(Layer::storedRows).sum(),
                wanted.layers().stream().mapToLong(Layer::storedBytes).sum());
        return true;
    }

    private List<Chunk> allChunks(Manifest.Part part) {
        List<Chunk> chunks = new ArrayList<>();
        snapshots.forEachChunk(part, chunks::add);
        return chunks;
    }

    /** What is read of a part, and which rows of it are loaded; all rows if that is empty. */
    private record Choice(Function<Manifest.Part, List<Chunk>> chunks, Optional<WantedRows> rows) {}

    /** What is read of rows, and of keys without rows. */
    private record Selection(Choice rows, Choice keys) {}

    private Selection everything() {
        Choice all = new Choice(this::allChunks, Optional.empty());
        return new Selection(all, all);
    }

    /** Filters know a row by the key it had; today another one may equal it, or it may be printed otherwise. */
    private Selection rowsOf(PlanId plan, int number, Wanted wanted, RowScope.Keys keys) {
        List<RowKey> printed = staging.createKeys(plan, number, wanted.live(), keys.keys());
        if (!hasSameKey(wanted)) {
            return everything();
        }
        return new Selection(
                choice(WantedRows.of(wanted.then(), printed)),
                choice(WantedRows.of(wanted.then().keysOnly(), printed)));
    }

    private Choice choice(WantedRows rows) {
        return new Choice(part -> snapshots.findChunks(part, rows), Optional.of(rows));
    }

    private static boolean hasSameKey(Wanted wanted) {
        List<Column> then = wanted.then().keyColumns();
        List<Column> source = wanted.live().key().stream()
                .flatMap(name -> wanted.columns().stream()
                        .filter(column -> column.live().name().equals(name)))
                .filter(PastColumn::keepsValuesApart)
                .map(column -> column.then().orElseThrow())
                .toList();
        return source.equals(then);
    }

    private StagedTable stageAsIs(Target target, Wanted wanted, Selection selection, Progress progress) {
        List<Column> columns = wanted.then().storedColumns().stream()
                .map(column -> asToday(wanted, column))
                .toList();
        StageShape shape = new StageShape(columns, wanted.then().key(), Form.VALUES);
        long rows = fill(target, shape, wanted, selection, progress);
        return new StagedTable(wanted.then(), rows, Optional.empty());
    }

    /** Records are of the table as it was built then, and so is the copy until they are taken off it. */
    private StagedTable stageBack(Target target, Wanted wanted, Selection selection, Progress progress) {
        List<Column> columns = wanted.then().storedColumns();
        fill(target, new StageShape(columns, wanted.then().key(), Form.VALUES), wanted, selection, progress);
        List<ColumnName> laidOut =
                selection.rows().rows().isPresent() ? wanted.live().key() : List.of();
        long rows = staging.goBack(target.plan(), target.number(), wanted.back().orElseThrow(), laidOut);
        if (wanted.columns().stream().allMatch(Reconstructor::isSame)) {
            return new StagedTable(wanted.then(), rows, Optional.empty());
        }
        staging.makeRaw(
                target.plan(),
                target.number(),
                columns.stream().map(Column::name).toList());
        return converted(target, wanted, rows);
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

    private StagedTable stageConverted(Target target, Wanted wanted, Selection selection, Progress progress) {
        StageShape shape =
                new StageShape(wanted.then().storedColumns(), wanted.then().key(), Form.TEXTS);
        return converted(target, wanted, fill(target, shape, wanted, selection, progress));
    }

    private StagedTable converted(Target target, Wanted wanted, long rows) {
        StagedTable.Unfit unfit = staging.convert(
                target.plan(), target.number(), wanted.columns(), wanted.live().key());
        return new StagedTable(wanted.then(), rows - unfit.leftOut(), Optional.of(unfit));
    }

    /** Later layers first, since the stage is whole only once they are laid upon it. */
    private long fill(Target target, StageShape shape, Wanted wanted, Selection selection, Progress progress) {
        PlanId plan = target.plan();
        int number = target.number();
        if (wanted.later().isEmpty()) {
            try (StagingArea.Load load = staging.createStage(plan, number, shape)) {
                loadAll(wanted.base().rows(), selection.rows(), load, progress);
                return load.complete();
            }
        }
        staging.createLayers(plan, number, shape);
        int height = 0;
        for (Layer layer : wanted.later()) {
            height++;
            int layerHeight = height;
            load(() -> staging.addRows(plan, number, shape, layerHeight), layer.rows(), selection.rows(), progress);
            load(() -> staging.addGone(plan, number, shape, layerHeight), layer.gone(), selection.keys(), progress);
        }
        try (StagingArea.Load load = staging.createStageBeneath(plan, number, shape)) {
            loadAll(wanted.base().rows(), selection.rows(), load, progress);
            return load.complete();
        }
    }

    private void load(Supplier<StagingArea.Load> begin, List<Manifest.Part> parts, Choice choice, Progress progress) {
        if (parts.isEmpty()) {
            return;
        }
        try (StagingArea.Load layer = begin.get()) {
            loadAll(parts, choice, layer, progress);
            layer.complete();
        }
    }

    /** Part by part: what an index says of its chunks is as long as the table. */
    private void loadAll(List<Manifest.Part> parts, Choice choice, StagingArea.Load load, Progress progress) {
        for (Manifest.Part part : parts) {
            snapshots.forEachFrame(part, choice.chunks().apply(part), (chunk, frame) -> {
                load(chunk, frame, choice.rows(), load);
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
