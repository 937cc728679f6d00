package io.tillback.snapshot;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Companion;
import io.tillback.model.Progress;
import io.tillback.model.TableId;
import io.tillback.snapshot.Seam.Fit;
import io.tillback.snapshot.SnapshotSource.Side;
import io.tillback.snapshot.SnapshotSource.Since;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks, within a snapshot's view, whether the journal explains what differs from an earlier snapshot. */
final class SeamCheck {
    private final SnapshotSource.View view;
    private final Contents contents;
    private final Seam.Base base;

    SeamCheck(SnapshotSource.View view, Contents contents, Seam.Base base) {
        this.view = view;
        this.contents = contents;
        this.base = base;
    }

    /** @return for each table that could be compared */
    Map<TableId, Seam> of(Copied copied, Progress progress) {
        Map<TableId, Seam> seams = new HashMap<>();
        try (SnapshotSource.Reader reader = view.openReader()) {
            base.recorded().forEach((table, companion) -> {
                progress.checkCancelled();
                Optional<RowSum> before = base.manifest()
                        .findTable(table)
                        .filter(then -> then.shape()
                                .storedColumns()
                                .equals(companion.table().storedColumns()))
                        .flatMap(then -> Manifest.sum(then.parts()));
                Optional<RowSum> now = Optional.of(copied.partsOf(table))
                        .filter(parts -> !parts.isEmpty())
                        .flatMap(Manifest::sum);
                if (before.isPresent() && now.isPresent()) {
                    seam(reader, companion, before.get(), now.get()).ifPresent(seam -> seams.put(table, seam));
                }
            });
        }
        return seams;
    }

    private Optional<Seam> seam(SnapshotSource.Reader reader, Companion companion, RowSum before, RowSum now) {
        RowSum.Counter left = new RowSum.Counter();
        RowSum.Counter entered = new RowSum.Counter();
        try {
            copy(reader, companion, Side.THEN, left);
            copy(reader, companion, Side.NOW, entered);
        } catch (RestoreException e) {
            if (e.code() == ErrorCode.SCHEMA_CHANGED) {
                return Optional.empty();
            }
            throw e;
        }
        Fit fit = before.minus(left.sum()).plus(entered.sum()).equals(now) ? Fit.CLOSED : Fit.OPEN;
        return Optional.of(new Seam(base.manifest().id(), left.rows(), entered.rows(), fit));
    }

    private void copy(SnapshotSource.Reader reader, Companion companion, Side side, RowSum.Counter rows) {
        List<TableRange> all = contents.pieces(companion.table().id());
        reader.copyChanged(companion, all, new Since(base.manifest().moment(), side), rows);
    }
}
