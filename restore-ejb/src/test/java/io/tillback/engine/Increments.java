package io.tillback.engine;

import io.tillback.journal.Journal;
import io.tillback.model.Progress;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.snapshot.Extent;
import io.tillback.snapshot.Fence;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotTaker;
import io.tillback.storage.StorageClass;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Takes incremental snapshots, as the server does. */
final class Increments {
    private Increments() {}

    static Manifest take(Engine engine, Manifest base) {
        return take(engine, base, Progress.NONE);
    }

    static Manifest take(Engine engine, Manifest base, Progress progress) {
        SnapshotTaker.Order order = new SnapshotTaker.Order(
                engine.nextSnapshotId(),
                Tier.MANUAL,
                StorageClass.STANDARD,
                Fence.NONE,
                Optional.empty(),
                new Extent.Incremental(base, () -> recorded(engine.journal(), base)));
        return engine.taker(engine.objects).take(order, progress);
    }

    private static Extent.Recorded recorded(Journal journal, Manifest base) {
        journal.beat();
        return new Extent.Recorded(journal.findCovered(base.moment()), journal.whyNotCovered());
    }

    /** The tables that an incremental snapshot holds whole, each with the reason. */
    static Map<TableId, String> whole(Manifest manifest) {
        return manifest.tables().stream()
                .filter(table -> table.whyWhole().isPresent())
                .collect(Collectors.toMap(
                        table -> table.shape().id(), table -> table.whyWhole().orElseThrow()));
    }
}
