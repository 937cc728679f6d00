package io.tillback.jpa;

import io.tillback.model.SnapshotId;
import io.tillback.retention.ExpireReason;
import io.tillback.retention.Purge;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotSummary;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;

/** What is being purged, and what was. */
public final class PurgeCatalog {
    private final EntityManager entities;

    PurgeCatalog(EntityManager entities) {
        this.entities = entities;
    }

    public boolean isKnown(SnapshotId id) {
        return entities.find(SnapshotEntity.class, id.value()) != null;
    }

    /** Enters a snapshot that lies in the bucket, unless it is known. */
    public void adopt(Manifest manifest) {
        if (!isKnown(manifest.id())) {
            entities.persist(SnapshotEntity.found(manifest));
        }
    }

    /**
     * Begins to purge a finished snapshot, so that no job begins to read it any more.
     *
     * @return false if a running job reads it, if another one is built on it, or if somebody else purges it
     */
    public boolean begin(SnapshotId id, String principal, ExpireReason reason, Instant now) {
        SnapshotEntity snapshot = SnapshotCatalog.lock(entities, id);
        boolean inUse = new JobCatalog(entities).findSnapshotsInUse().contains(id);
        if (inUse || isBuiltOn(id) || !snapshot.is(SnapshotSummary.State.COMPLETE)) {
            return false;
        }
        snapshot.beginPurge(principal, reason, now);
        return true;
    }

    private boolean isBuiltOn(SnapshotId id) {
        return entities.createQuery(
                                "SELECT COUNT(s) FROM SnapshotEntity s"
                                        + " WHERE s.base = :id AND s.state IN ('TAKING', 'COMPLETE')",
                                Long.class)
                        .setParameter("id", id.value())
                        .getSingleResult()
                > 0;
    }

    public void end(SnapshotId id, Instant now) {
        SnapshotCatalog.lock(entities, id).endPurge(now);
    }

    /** By the database's clock, which also tells when snapshots were taken. */
    public Instant databaseTime() {
        Number millis =
                (Number) entities.createNativeQuery("SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint")
                        .getSingleResult();
        return Instant.ofEpochMilli(millis.longValue());
    }

    /** Purges that were begun and not ended. */
    public List<SnapshotSummary> findBegun() {
        return entities.createQuery("SELECT s FROM SnapshotEntity s WHERE s.state = 'PURGING'", SnapshotEntity.class)
                .getResultStream()
                .map(SnapshotEntity::summary)
                .toList();
    }

    /** What was purged, by whom and why; newest first. */
    public List<Purge> list(int limit) {
        return entities.createQuery(
                        "SELECT s FROM SnapshotEntity s WHERE s.state = 'PURGED' ORDER BY s.purgedAt DESC",
                        SnapshotEntity.class)
                .setMaxResults(limit)
                .getResultStream()
                .map(SnapshotEntity::purge)
                .toList();
    }
}
