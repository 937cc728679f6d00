package io.tillback.jpa;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotSummary;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The snapshots a store has; the manifests in the object store are the truth behind it. */
public final class SnapshotCatalog {
    private final EntityManager entities;

    SnapshotCatalog(EntityManager entities) {
        this.entities = entities;
    }

    /** Newest first. */
    public List<SnapshotSummary> list() {
        return entities.createQuery("SELECT s FROM SnapshotEntity s ORDER BY s.startedAt DESC", SnapshotEntity.class)
                .getResultStream()
                .map(SnapshotEntity::summary)
                .toList();
    }

    public SnapshotSummary load(SnapshotId id) {
        return find(id).summary();
    }

    public void begin(SnapshotId id, Tier tier, Instant startedAt) {
        entities.persist(SnapshotEntity.begun(id, tier, startedAt));
    }

    public void complete(Manifest manifest) {
        find(manifest.id()).complete(manifest);
    }

    /** Leaves a finished snapshot as it is. */
    public void fail(SnapshotId id) {
        find(id).fail();
    }

    public void recordVerification(SnapshotId id, Instant at, int problems) {
        find(id).recordVerification(at, problems);
    }

    private SnapshotEntity find(SnapshotId id) {
        return Optional.ofNullable(entities.find(SnapshotEntity.class, id.value()))
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.SNAPSHOT_UNKNOWN,
                        "Cannot find snapshot " + id + ": the catalog does not know it",
                        "List the snapshots and choose one of them."));
    }
}
