package io.tillback.jpa;

import io.tillback.apply.Consent;
import io.tillback.apply.Restore;
import io.tillback.apply.Restore.Outcome;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Part;
import io.tillback.model.PlanId;
import io.tillback.model.RestoreId;
import io.tillback.plan.Plan;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The restores that were begun. A commit is recorded by the restore's own transaction, not here. */
public final class RestoreCatalog {
    private static final int LISTED = 200;

    private final EntityManager entities;

    RestoreCatalog(EntityManager entities) {
        this.entities = entities;
    }

    /** Must be committed before the restore's transaction begins. */
    public void begin(RestoreId id, Plan plan, Consent consent, String principal, Instant now) {
        entities.persist(RestoreEntity.begun(id, plan, consent, principal, now));
    }

    public Restore load(RestoreId id) {
        return find(id).restore();
    }

    /** Newest first, at most 200. */
    public List<Restore> list() {
        return entities.createQuery("SELECT r FROM RestoreEntity r ORDER BY r.startedAt DESC", RestoreEntity.class)
                .setMaxResults(LISTED)
                .getResultStream()
                .map(RestoreEntity::restore)
                .toList();
    }

    /** The parts of a plan that were applied. */
    public List<Part> findParts(PlanId plan) {
        return entities.createQuery(
                        "SELECT r FROM RestoreEntity r WHERE r.plan = :plan AND r.outcome = 'COMMITTED'",
                        RestoreEntity.class)
                .setParameter("plan", plan.value())
                .getResultStream()
                .map(restore -> restore.restore().part())
                .toList();
    }

    public List<RestoreId> findUnknown() {
        return entities.createQuery("SELECT r.id FROM RestoreEntity r WHERE r.outcome = 'UNKNOWN'", String.class)
                .getResultStream()
                .map(RestoreId::new)
                .toList();
    }

    /**
     * Notes how a restore ended, unless its own transaction has committed. That transaction holds the row's lock, so this
     * waits for its end.
     *
     * @return what is recorded now
     */
    public Outcome note(RestoreId id, Outcome outcome, Instant now) {
        RestoreEntity restore = find(id);
        entities.refresh(restore, LockModeType.PESSIMISTIC_WRITE);
        restore.note(outcome, now);
        return restore.restore().outcome();
    }

    private RestoreEntity find(RestoreId id) {
        return Optional.ofNullable(entities.find(RestoreEntity.class, id.value()))
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.RESTORE_UNKNOWN,
                        "Cannot find restore " + id + ": there is none of that name",
                        "List the restores and choose one of them."));
    }
}
