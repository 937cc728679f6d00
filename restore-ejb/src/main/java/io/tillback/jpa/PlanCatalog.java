package io.tillback.jpa;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.PlanId;
import io.tillback.plan.Plan;
import io.tillback.plan.PlanSummary;
import io.tillback.plan.PlanSummary.State;
import io.tillback.plan.TablePlan;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The plans that were made. Applying one marks it in the restore's own transaction. */
public final class PlanCatalog {
    private static final int LISTED = 200;

    private final EntityManager entities;

    PlanCatalog(EntityManager entities) {
        this.entities = entities;
    }

    public void add(Plan plan, String principal, Instant now) {
        entities.persist(PlanEntity.made(plan, summary(plan, principal), now));
    }

    public Plan load(PlanId id) {
        return find(id).plan();
    }

    public PlanSummary loadSummary(PlanId id) {
        return summary(find(id));
    }

    /** Newest first, at most 200. */
    public List<PlanSummary> list() {
        return entities.createQuery("SELECT p FROM PlanEntity p ORDER BY p.createdAt DESC", PlanEntity.class)
                .setMaxResults(LISTED)
                .getResultStream()
                .map(this::summary)
                .toList();
    }

    /** Plans made before an instant whose rows are still kept. */
    public List<PlanId> findKeptBefore(Instant instant) {
        return entities.createQuery(
                        "SELECT p.id FROM PlanEntity p WHERE p.createdAt < :instant AND p.state <> 'EXPIRED'",
                        String.class)
                .setParameter("instant", instant)
                .getResultStream()
                .map(PlanId::new)
                .toList();
    }

    public void expire(PlanId id) {
        find(id).expire();
    }

    private static PlanSummary summary(Plan plan, String principal) {
        return new PlanSummary(
                plan.id(),
                principal,
                plan.seenAt(),
                plan.targetAt(),
                plan.tables().stream().map(TablePlan::table).toList(),
                plan.rowsToWrite(),
                State.READY);
    }

    private PlanSummary summary(PlanEntity entity) {
        State state = isBeingApplied(entity) ? State.APPLYING : entity.state();
        return entity.summary().withState(state);
    }

    private boolean isBeingApplied(PlanEntity entity) {
        return (entity.state() == State.READY || entity.state() == State.PARTLY_APPLIED)
                && entities.createQuery(
                                        "SELECT COUNT(r) FROM RestoreEntity r WHERE r.plan = :plan AND r.outcome IN ('RUNNING', 'UNKNOWN')",
                                        Long.class)
                                .setParameter("plan", entity.id())
                                .getSingleResult()
                        > 0;
    }

    private PlanEntity find(PlanId id) {
        return Optional.ofNullable(entities.find(PlanEntity.class, id.value()))
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.PLAN_UNKNOWN,
                        "Cannot find plan " + id + ": there is none of that name",
                        "List the plans and choose one, or make a new one."));
    }
}
