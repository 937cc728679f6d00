package io.tillback.jpa;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Json;
import io.tillback.model.PlanId;
import io.tillback.plan.Alternatives;
import io.tillback.plan.Plan;
import io.tillback.plan.PlanOrigin;
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

    public void add(Plan plan, PlanOrigin origin, Instant now) {
        entities.persist(PlanEntity.made(plan, summary(plan, origin), now));
    }

    /** The newest plan that was made in place of another. */
    public Optional<PlanId> findReplacing(PlanId id) {
        return entities.createQuery(
                        "SELECT p.id FROM PlanEntity p WHERE p.replaces = :id ORDER BY p.createdAt DESC", String.class)
                .setParameter("id", id.value())
                .setMaxResults(1)
                .getResultStream()
                .findFirst()
                .map(PlanId::new);
    }

    public void add(PlanId id, Alternatives found) {
        find(id).add(found);
    }

    /** Empty until they were looked for. */
    public Optional<Alternatives> findAlternatives(PlanId id) {
        return find(id).alternatives();
    }

    public Plan load(PlanId id) {
        return find(id).plan();
    }

    public PlanSummary loadSummary(PlanId id) {
        return entities.createQuery(
                        "SELECT p.id, p.state, p.summary FROM PlanEntity p WHERE p.id = :id", Object[].class)
                .setParameter("id", id.value())
                .getResultStream()
                .findFirst()
                .map(this::summary)
                .orElseThrow(() -> unknown(id));
    }

    public boolean isKnown(PlanId id) {
        return entities.createQuery("SELECT COUNT(p) FROM PlanEntity p WHERE p.id = :id", Long.class)
                        .setParameter("id", id.value())
                        .getSingleResult()
                > 0;
    }

    /** Newest first, at most 200. A plan's body is as long as its list of keys, and stays where it is. */
    public List<PlanSummary> list() {
        return entities.createQuery(
                        "SELECT p.id, p.state, p.summary FROM PlanEntity p ORDER BY p.createdAt DESC", Object[].class)
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

    private static PlanSummary summary(Plan plan, PlanOrigin origin) {
        return new PlanSummary(
                plan.id(),
                origin.principal(),
                origin.replaces(),
                plan.seenAt(),
                plan.targetAt(),
                plan.tables().stream().map(TablePlan::table).toList(),
                plan.rowsToWrite(),
                State.READY);
    }

    /** @param columns id, state, summary */
    private PlanSummary summary(Object[] columns) {
        String id = (String) columns[0];
        State recorded = State.valueOf((String) columns[1]);
        State state = isBeingApplied(id, recorded) ? State.APPLYING : recorded;
        return Json.read((String) columns[2], PlanSummary.class).withState(state);
    }

    private boolean isBeingApplied(String id, State state) {
        return (state == State.READY || state == State.PARTLY_APPLIED)
                && entities.createQuery(
                                        "SELECT COUNT(r) FROM RestoreEntity r WHERE r.plan = :plan AND r.outcome IN ('RUNNING', 'UNKNOWN')",
                                        Long.class)
                                .setParameter("plan", id)
                                .getSingleResult()
                        > 0;
    }

    private PlanEntity find(PlanId id) {
        return Optional.ofNullable(entities.find(PlanEntity.class, id.value())).orElseThrow(() -> unknown(id));
    }

    private static RestoreException unknown(PlanId id) {
        return new RestoreException(
                ErrorCode.PLAN_UNKNOWN,
                "Cannot find plan " + id + ": there is none of that name",
                "List the plans and choose one, or make a new one.");
    }
}
