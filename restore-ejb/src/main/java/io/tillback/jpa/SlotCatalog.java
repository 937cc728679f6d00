package io.tillback.jpa;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Job;
import io.tillback.model.JobId;
import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import io.tillback.retention.RetryRule;
import io.tillback.retention.Slot;
import io.tillback.retention.SlotAttempt;
import io.tillback.retention.TierSlots;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The slots that were taken. That each is taken once is its row's primary key, whichever server writes it first. */
public final class SlotCatalog {
    private final EntityManager entities;

    SlotCatalog(EntityManager entities) {
        this.entities = entities;
    }

    /** The last attempt to take a slot, if the slot may not be taken now. */
    public Optional<SlotAttempt> findTaken(Slot slot, RetryRule rule, Instant now) {
        return find(slot).flatMap(SlotEntity::attempt).filter(attempt -> !isFree(attempt, rule, now));
    }

    /**
     * Takes a slot for a job that the same transaction records. Others that try wait for the end of that transaction.
     *
     * @throws RestoreException SLOT_TAKEN if it is taken, or may not be tried again yet
     */
    public void take(Slot slot, JobId job, SnapshotId snapshot, RetryRule rule, Instant now) {
        see(slot);
        SlotEntity row = find(slot).orElseThrow();
        entities.refresh(row, LockModeType.PESSIMISTIC_WRITE);
        if (row.attempt().filter(attempt -> !isFree(attempt, rule, now)).isPresent()) {
            throw new RestoreException(
                    ErrorCode.SLOT_TAKEN,
                    "Cannot take slot " + slot + ": it is taken",
                    "Look at the job that took it.");
        }
        row.begin(entities.find(JobEntity.class, job.value()), snapshot);
    }

    private static boolean isFree(SlotAttempt attempt, RetryRule rule, Instant now) {
        return attempt.nextAttempt(rule).filter(next -> !now.isBefore(next)).isPresent();
    }

    /** Writes a slot down without taking it; one that is known stays as it is. */
    public void see(Slot slot) {
        entities.createNativeQuery("""
                        INSERT INTO tillback.slot (tier, starts_at, attempts)
                        VALUES (?1, CAST(?2 AS timestamptz), 0)
                        ON CONFLICT (tier, starts_at) DO NOTHING
                        """)
                .setParameter(1, slot.tier().name())
                .setParameter(2, slot.start().toString())
                .executeUpdate();
    }

    /** Whether a slot was seen and never tried. */
    public boolean isLeftAlone(Slot slot) {
        return find(slot).filter(SlotEntity::isUntried).isPresent();
    }

    /** Whether any slot of a tier was ever seen. */
    public boolean isKnown(Tier tier) {
        return entities.createQuery("SELECT COUNT(s) FROM SlotEntity s WHERE s.tier = :tier", Long.class)
                        .setParameter("tier", tier.name())
                        .getSingleResult()
                > 0;
    }

    /** The newest slot of a tier that was tried. */
    public Optional<SlotAttempt> findNewest(Tier tier) {
        return entities.createQuery(
                        "SELECT s FROM SlotEntity s WHERE s.tier = :tier AND s.attempts > 0 ORDER BY s.startsAt DESC",
                        SlotEntity.class)
                .setParameter("tier", tier.name())
                .setMaxResults(1)
                .getResultStream()
                .findFirst()
                .flatMap(SlotEntity::attempt);
    }

    /**
     * How the latest slots of a tier went.
     *
     * @param present when the slot that lies around now began
     * @param before when the one before that began
     */
    public TierSlots review(Tier tier, Instant present, Instant before) {
        List<SlotEntity> since = entities.createQuery(
                        "SELECT s FROM SlotEntity s WHERE s.tier = :tier AND s.startsAt >= :before ORDER BY s.startsAt",
                        SlotEntity.class)
                .setParameter("tier", tier.name())
                .setParameter("before", before)
                .getResultList();
        return new TierSlots(
                tier,
                present,
                before,
                findStart(tier, "ORDER BY s.startsAt"),
                since.stream().map(SlotEntity::start).toList(),
                since.stream().flatMap(row -> row.attempt().stream()).toList(),
                findStart(tier, "AND s.job.state = '" + Job.State.DONE.name() + "' ORDER BY s.startsAt DESC"));
    }

    private Optional<Instant> findStart(Tier tier, String which) {
        return entities.createQuery("SELECT s FROM SlotEntity s WHERE s.tier = :tier " + which, SlotEntity.class)
                .setParameter("tier", tier.name())
                .setMaxResults(1)
                .getResultStream()
                .findFirst()
                .map(SlotEntity::start);
    }

    private Optional<SlotEntity> find(Slot slot) {
        return Optional.ofNullable(entities.find(SlotEntity.class, new SlotEntity.Key(slot)));
    }
}
