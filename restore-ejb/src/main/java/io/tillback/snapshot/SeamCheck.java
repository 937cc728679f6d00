package io.tillback.snapshot;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Companion;
import io.tillback.model.Progress;
import io.tillback.model.TableId;
import io.tillback.snapshot.Seam.Fit;
import io.tillback.snapshot.SnapshotSource.Side;
import io.tillback.snapshot.SnapshotSource.Since;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Checks, within a snapshot's view, whether the journal explains what differs from an earlier snapshot. */
final class SeamCheck {
    private final SnapshotSource.View view;
    private final Contents contents;
    private final Seam.Base base;

    /** @param before sum of its rows in the earlier snapshot; {@code now} in this one */
    private record Compared(Companion companion, RowSum before, RowSum now) {
        TableId table() {
            return companion.table().id();
        }
    }

    SeamCheck(SnapshotSource.View view, Contents contents, Seam.Base base) {
        this.view = view;
        this.contents = contents;
        this.base = base;
    }

    /**
     * @param executor runs both sides at once
     * @return for each table that could be compared
     */
    Map<TableId, Seam> of(Copied copied, Executor executor, Progress progress) {
        List<Compared> tables = new ArrayList<>();
        base.recorded().values().forEach(companion -> compare(companion, copied).ifPresent(tables::add));
        var left = CompletableFuture.supplyAsync(() -> count(tables, Side.THEN, progress), executor);
        var entered = CompletableFuture.supplyAsync(() -> count(tables, Side.NOW, progress), executor);
        Workers.awaitAll(List.of(left, entered));
        Map<TableId, Seam> seams = new HashMap<>();
        for (Compared table : tables) {
            RowSum.Counter went = left.join().get(table.table());
            RowSum.Counter came = entered.join().get(table.table());
            if (went != null && came != null) {
                seams.put(table.table(), seam(table, went, came));
            }
        }
        return seams;
    }

    private Optional<Compared> compare(Companion companion, Copied copied) {
        TableId table = companion.table().id();
        Optional<RowSum> before = base.manifest()
                .findTable(table)
                .filter(then ->
                        then.shape().storedColumns().equals(companion.table().storedColumns()))
                .flatMap(then -> Manifest.sum(then.parts()));
        Optional<RowSum> now = Optional.of(copied.partsOf(table))
                .filter(parts -> !parts.isEmpty())
                .flatMap(Manifest::sum);
        return before.flatMap(then -> now.map(here -> new Compared(companion, then, here)));
    }

    /** What changed, one side of it. Tables that were altered since the view was opened are left out. */
    private Map<TableId, RowSum.Counter> count(List<Compared> tables, Side side, Progress progress) {
        Map<TableId, RowSum.Counter> counted = new HashMap<>();
        try (SnapshotSource.Reader reader = view.openReader()) {
            for (Compared table : tables) {
                progress.checkCancelled();
                RowSum.Counter rows = new RowSum.Counter();
                try {
                    reader.copyChanged(
                            table.companion(),
                            contents.pieces(table.table()),
                            new Since(base.manifest().moment(), side),
                            rows);
                    counted.put(table.table(), rows);
                } catch (RestoreException e) {
                    if (e.code() != ErrorCode.SCHEMA_CHANGED) {
                        throw e;
                    }
                }
            }
        }
        return counted;
    }

    private Seam seam(Compared table, RowSum.Counter left, RowSum.Counter entered) {
        Fit fit = table.before().minus(left.sum()).plus(entered.sum()).equals(table.now()) ? Fit.CLOSED : Fit.OPEN;
        return new Seam(base.manifest().id(), left.rows(), entered.rows(), fit);
    }
}
