package io.tillback.ejb;

import io.tillback.plan.Approvals;
import io.tillback.plan.Plan;
import io.tillback.plan.Ruling;

/** Asks the configured policy what a plan's gap takes to be accepted. */
record Rulings(EngineBean engine, CatalogBean catalog) {
    /** Whoever applies it. */
    Ruling load(Plan plan) {
        return decide(plan, loadApprovals(plan));
    }

    /** If this user applies it, whose own approval does not count then. */
    Ruling loadFor(Plan plan, String user) {
        return decide(plan, loadApprovals(plan).withInvolved(user));
    }

    private Ruling decide(Plan plan, Approvals approvals) {
        return engine.settings().policy().decide(plan.gap(), plan.rowsToWrite(), approvals);
    }

    private Approvals loadApprovals(Plan plan) {
        return catalog.ask(records -> records.approvals().load(plan.id()));
    }
}
