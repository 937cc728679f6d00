package io.tillback.jpa;

import io.tillback.model.PlanId;
import io.tillback.plan.Approval;
import io.tillback.plan.Approvals;
import io.tillback.plan.PlanSummary;
import jakarta.persistence.EntityManager;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who has approved which plan. An approval is never changed or taken away. */
public final class ApprovalCatalog {
    private final EntityManager entities;
    private final PlanCatalog plans;

    ApprovalCatalog(EntityManager entities, PlanCatalog plans) {
        this.entities = entities;
        this.plans = plans;
    }

    /** The first approval of a plan by a user stays; two that come at once are one. */
    public void add(PlanId plan, Approval approval) {
        entities.createNativeQuery("""
                        INSERT INTO tillback.approval (plan, approver, gap_hash, comment, approved_at)
                        VALUES (?1, ?2, ?3, ?4, CAST(?5 AS timestamptz))
                        ON CONFLICT (plan, approver) DO NOTHING
                        """)
                .setParameter(1, plan.value())
                .setParameter(2, approval.approver())
                .setParameter(3, approval.gapHash())
                .setParameter(4, approval.comment())
                .setParameter(5, approval.at().toString())
                .executeUpdate();
    }

    /** With those whose approval does not count: who asked for the plan or for one that it replaces, and who began to apply it. */
    public Approvals load(PlanId plan) {
        Set<String> involved = new HashSet<>(
                entities.createQuery("SELECT r.acceptedBy FROM RestoreEntity r WHERE r.plan = :plan", String.class)
                        .setParameter("plan", plan.value())
                        .getResultList());
        Optional<PlanId> asked = Optional.of(plan);
        while (asked.isPresent()) {
            PlanSummary summary = plans.loadSummary(asked.get());
            involved.add(summary.principal());
            asked = summary.replaces();
        }
        List<Approval> given = entities.createQuery(
                        "SELECT a FROM ApprovalEntity a WHERE a.plan = :plan ORDER BY a.number", ApprovalEntity.class)
                .setParameter("plan", plan.value())
                .getResultStream()
                .map(ApprovalEntity::approval)
                .toList();
        return new Approvals(involved, given);
    }
}
