package io.tillback.engine;

import io.tillback.model.SnapshotId;
import io.tillback.plan.Archive;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotSummary;
import java.util.List;
import java.util.Optional;

/** The snapshots of a store that has no catalog. */
record KnownSnapshots(List<Manifest> manifests) implements Archive {
    @Override
    public List<SnapshotSummary> listFinished() {
        return manifests.stream().map(KnownSnapshots::summary).toList();
    }

    private static SnapshotSummary summary(Manifest manifest) {
        return new SnapshotSummary(
                manifest.id(),
                manifest.tier(),
                SnapshotSummary.State.COMPLETE,
                manifest.startedAt(),
                Optional.of(manifest.moment().takenAt()),
                manifest.tables().size(),
                manifest.rows(),
                manifest.bytes(),
                Optional.empty(),
                manifest.base().map(Manifest.Base::id));
    }

    @Override
    public Manifest hold(SnapshotId id) {
        return manifests.stream()
                .filter(manifest -> manifest.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
