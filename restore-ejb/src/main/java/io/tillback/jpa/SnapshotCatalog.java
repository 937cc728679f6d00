package io.tillback.jpa;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotSummary;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The snapshots a store has; the manifests in the object store are the truth behind it. */
public final class SnapshotCatalog {
    private final EntityManager entities;

    SnapshotCatalog(EntityManager entities) {
        this.entities = entities;
    }

    /** Newest first, without those that were purged. */
    public List<SnapshotSummary> list() {
        return entities.createQuery(
                        "SELECT s FROM SnapshotEntity s WHERE s.state <> 'PURGED' ORDER BY s.startedAt DESC",
                        SnapshotEntity.class)
                .getResultStream()
                .map(SnapshotEntity::summary)
                .toList();
    }

    /** The finished full snapshot of some tiers with the newest beginning. */
    public Optional<SnapshotSummary> findNewestFull(Collection<Tier> tiers) {
        return entities.createQuery(
                        "SELECT s FROM SnapshotEntity s WHERE s.state = 'COMPLETE' AND s.base IS NULL AND s.tier IN :tiers"
                                + " ORDER BY s.startedAt DESC",
                        SnapshotEntity.class)
                .setParameter("tiers", tiers.stream().map(Tier::name).toList())
                .setMaxResults(1)
                .getResultStream()
                .findFirst()
                .map(SnapshotEntity::summary);
    }

    /**
     * Notes what a snapshot is built on before it is taken: from then on that one is not purged.
     *
     * @throws RestoreException SNAPSHOT_UNFINISHED, SNAPSHOT_PURGED
     */
    public void buildOn(SnapshotId id, SnapshotId base) {
        hold(base);
        find(entities, id).buildOn(base);
    }

    public SnapshotSummary load(SnapshotId id) {
        return find(entities, id).summary();
    }

    public void begin(SnapshotId id, Tier tier, Instant startedAt) {
        entities.persist(SnapshotEntity.begun(id, tier, startedAt));
    }

    /**
     * Notes that a snapshot's manifest was written; asking again changes nothing.
     *
     * @throws RestoreException JOB_INTERRUPTED if it was given up before
     */
    public void complete(Manifest manifest) {
        SnapshotEntity snapshot = lock(entities, manifest.id());
        if (snapshot.is(SnapshotSummary.State.FAILED)) {
            throw new RestoreException(
                    ErrorCode.JOB_INTERRUPTED,
                    "Cannot finish snapshot " + manifest.id() + ": it was given up",
                    "Take it again.");
        }
        if (snapshot.is(SnapshotSummary.State.TAKING)) {
            snapshot.complete(manifest);
        }
    }

    /** Leaves a finished snapshot as it is. */
    public void fail(SnapshotId id) {
        lock(entities, id).fail();
    }

    /** Snapshots that nobody takes any more, and whose end is not known yet. */
    public List<SnapshotSummary> findOrphans() {
        return entities.createQuery("""
                        SELECT s FROM SnapshotEntity s
                        WHERE s.state = 'TAKING'
                          AND NOT EXISTS (
                            SELECT j FROM JobEntity j
                            WHERE j.kind = 'TAKE_SNAPSHOT' AND j.result = s.id AND j.state IN ('WAITING', 'RUNNING'))
                        """, SnapshotEntity.class)
                .getResultStream()
                .map(SnapshotEntity::summary)
                .toList();
    }

    /** The newest snapshot that took a slot of a tier, if nobody ever began to read it back. */
    public Optional<SnapshotId> findUnverified(Tier tier) {
        return entities.createQuery("""
                        SELECT s.id FROM SnapshotEntity s
                        WHERE s.state = 'COMPLETE' AND s.tier = :tier AND s.verifiedAt IS NULL
                          AND EXISTS (SELECT t FROM SlotEntity t WHERE t.snapshot = s.id)
                          AND NOT EXISTS (
                            SELECT j FROM JobEntity j WHERE j.kind = 'VERIFY_SNAPSHOT' AND j.result = s.id)
                          AND NOT EXISTS (
                            SELECT n FROM SnapshotEntity n
                            WHERE n.state = 'COMPLETE' AND n.tier = s.tier AND n.startedAt > s.startedAt
                              AND EXISTS (SELECT u FROM SlotEntity u WHERE u.snapshot = n.id))
                        ORDER BY s.startedAt DESC
                        """, String.class)
                .setParameter("tier", tier.name())
                .setMaxResults(1)
                .getResultStream()
                .findFirst()
                .map(SnapshotId::new);
    }

    /**
     * Holds a finished snapshot for a job that reads it: until the caller's transaction ends no purge begins, and after
     * it the purge sees the job.
     *
     * @throws RestoreException SNAPSHOT_UNFINISHED, SNAPSHOT_PURGED
     */
    public SnapshotSummary hold(SnapshotId id) {
        SnapshotEntity snapshot = lock(entities, id);
        if (snapshot.is(SnapshotSummary.State.PURGING) || snapshot.is(SnapshotSummary.State.PURGED)) {
            throw new RestoreException(
                    ErrorCode.SNAPSHOT_PURGED,
                    "Cannot read snapshot " + id + ": it was purged",
                    "Choose another snapshot; the retention preview tells which are kept, and how long.");
        }
        if (!snapshot.is(SnapshotSummary.State.COMPLETE)) {
            throw new RestoreException(
                    ErrorCode.SNAPSHOT_UNFINISHED,
                    "Cannot read snapshot " + id + ": it is not finished",
                    "Wait for it to finish, or choose another one.");
        }
        return snapshot.summary();
    }

    public void recordVerification(SnapshotId id, Instant at, int problems) {
        find(entities, id).recordVerification(at, problems);
    }

    static SnapshotEntity lock(EntityManager entities, SnapshotId id) {
        SnapshotEntity snapshot = find(entities, id);
        entities.refresh(snapshot, LockModeType.PESSIMISTIC_WRITE);
        return snapshot;
    }

    private static SnapshotEntity find(EntityManager entities, SnapshotId id) {
        return Optional.ofNullable(entities.find(SnapshotEntity.class, id.value()))
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.SNAPSHOT_UNKNOWN,
                        "Cannot find snapshot " + id + ": the catalog does not know it",
                        "List the snapshots and choose one of them."));
    }
}
