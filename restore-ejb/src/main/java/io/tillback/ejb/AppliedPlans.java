package io.tillback.ejb;

import io.tillback.apply.Restore;
import io.tillback.model.RestoreId;
import io.tillback.plan.PlanSummary;
import io.tillback.plan.Planner.Applied;
import java.util.Optional;

/** Plans that restores applied, as the catalog has them. */
final class AppliedPlans {
    private final CatalogBean catalog;

    AppliedPlans(CatalogBean catalog) {
        this.catalog = catalog;
    }

    /** What a restore applied, if it was committed and its plan's rows are still there. */
    Optional<Applied> findKept(RestoreId id) {
        Restore restore = catalog.ask(records -> records.restores().load(id));
        if (restore.outcome() != Restore.Outcome.COMMITTED) {
            return Optional.empty();
        }
        PlanSummary plan = catalog.ask(records -> records.plans().loadSummary(restore.plan()));
        if (plan.state() == PlanSummary.State.EXPIRED) {
            return Optional.empty();
        }
        return Optional.of(new Applied(
                catalog.ask(records -> records.plans().load(restore.plan())),
                restore.part(),
                restore.finishedAt().orElse(restore.startedAt())));
    }
}
