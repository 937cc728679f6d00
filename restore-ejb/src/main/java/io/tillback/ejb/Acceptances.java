package io.tillback.ejb;

import io.tillback.model.PlanId;
import io.tillback.plan.PlanDifference;
import io.tillback.plan.Ruling;
import jakarta.ejb.Local;
import java.util.Optional;

/** What it takes to accept a plan, and who agrees. Unknown names fail with PLAN_UNKNOWN. */
@Local
public interface Acceptances {
    /** What the policy asks of a plan, and which approvals it has. */
    Ruling loadRuling(PlanId id);

    /**
     * Approves a plan in the caller's name; doing it again changes nothing. Fails with GAP_DIFFERS if another gap was read,
     * APPROVAL_OWN if the caller asked for the plan or applies it, PLAN_NOT_READY or PLAN_ALREADY_APPLIED if it is too late.
     *
     * @param gapHash the gap that was read
     * @param comment why; may be empty
     */
    Ruling approve(PlanId id, String gapHash, String comment);

    /** What is not as it was in the plan that this one replaces; empty if it replaces none. */
    Optional<PlanDifference> findDifference(PlanId id);

    /** The newest plan that was made in place of this one. */
    Optional<PlanId> findReplacing(PlanId id);
}
