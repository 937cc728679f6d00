package io.tillback.apply;

import io.tillback.fault.RestoreException;
import io.tillback.plan.AcceptancePolicy.ByRule;
import io.tillback.plan.Approval;
import io.tillback.plan.Plan;
import io.tillback.plan.Ruling;
import java.util.List;
import java.util.Optional;

/**
 * What lets a plan be applied: recorded with the restore.
 *
 * @param acceptance names the plan's gap, whoever has accepted it
 * @param rule the one that has accepted it; empty if the operator named it
 * @param approvals those that counted
 */
public record Consent(Acceptance acceptance, Optional<ByRule> rule, List<Approval> approvals) {
    public Consent {
        approvals = List.copyOf(approvals);
    }

    /**
     * Asks all that can be asked before anything is begun.
     *
     * @throws RestoreException ACCEPTANCE_MISSING if neither the operator nor a rule accepts the gap; FINGERPRINT_DIFFERS,
     *     GAP_DIFFERS, PLAN_BLOCKED; APPROVALS_MISSING if others must approve and have not
     */
    public static Consent require(Plan plan, Acceptance acceptance, Ruling ruling) {
        Optional<ByRule> rule =
                acceptance.gapHash().isPresent() ? Optional.empty() : Optional.of(ruling.requireRule(plan.id()));
        Acceptance named = rule.isPresent() ? acceptance.naming(plan.gap().hash()) : acceptance;
        Applier.check(plan, named);
        ruling.requireApproved(plan.id());
        return new Consent(named, rule, ruling.counting());
    }
}
