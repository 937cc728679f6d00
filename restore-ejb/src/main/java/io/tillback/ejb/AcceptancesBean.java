package io.tillback.ejb;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.PlanId;
import io.tillback.plan.Approval;
import io.tillback.plan.Plan;
import io.tillback.plan.PlanDifference;
import io.tillback.plan.PlanDifference.RowsKnown;
import io.tillback.plan.PlanSummary;
import io.tillback.plan.Ruling;
import jakarta.annotation.Resource;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.Optional;
import java.util.stream.Stream;

@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
public class AcceptancesBean implements Acceptances {
    @Resource
    private SessionContext session;

    @EJB
    private EngineBean engine;

    @EJB
    private CatalogBean catalog;

    @Override
    public Ruling loadRuling(PlanId id) {
        return rulings().load(loadPlan(id));
    }

    @Override
    @RolesAllowed(Role.APPROVER)
    public Ruling approve(PlanId id, String gapHash, String comment) {
        Plan plan = loadPlan(id);
        String approver = session.getCallerPrincipal().getName();
        rulings().load(plan).approvals().requireWelcome(plan, approver, gapHash);
        requireOpen(catalog.ask(records -> records.plans().loadSummary(id)));
        Approval approval =
                new Approval(approver, gapHash, comment, engine.clock().instant());
        catalog.tell(records -> records.approvals().add(id, approval));
        return rulings().load(plan);
    }

    private static void requireOpen(PlanSummary plan) {
        if (plan.state() == PlanSummary.State.EXPIRED) {
            throw new RestoreException(
                    ErrorCode.PLAN_NOT_READY,
                    "Cannot approve plan " + plan.id() + ": its rows have been dropped",
                    "Have it planned again.");
        }
        if (plan.state() == PlanSummary.State.APPLIED) {
            throw new RestoreException(
                    ErrorCode.PLAN_ALREADY_APPLIED,
                    "Cannot approve plan " + plan.id() + ": it was applied before",
                    "Look at its restores.");
        }
    }

    @Override
    public Optional<PlanDifference> findDifference(PlanId id) {
        return catalog.ask(records -> records.plans().loadSummary(id))
                .replaces()
                .map(before -> compare(before, id));
    }

    private PlanDifference compare(PlanId before, PlanId after) {
        boolean dropped = Stream.of(before, after)
                .map(plan -> catalog.ask(records -> records.plans().loadSummary(plan)))
                .anyMatch(plan -> plan.state() == PlanSummary.State.EXPIRED);
        return engine.tools()
                .comparer()
                .compare(loadPlan(before), loadPlan(after), dropped ? RowsKnown.NOT_COMPARED : RowsKnown.COMPARED);
    }

    @Override
    public Optional<PlanId> findReplacing(PlanId id) {
        return catalog.ask(records -> records.plans().findReplacing(id));
    }

    private Plan loadPlan(PlanId id) {
        return catalog.ask(records -> records.plans().load(id));
    }

    private Rulings rulings() {
        return new Rulings(engine, catalog);
    }
}
