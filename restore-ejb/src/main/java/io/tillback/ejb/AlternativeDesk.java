package io.tillback.ejb;

import io.tillback.fault.RestoreException;
import io.tillback.jpa.JobCatalog.Order;
import io.tillback.model.IdempotencyKey;
import io.tillback.model.Job;
import io.tillback.model.PlanId;
import io.tillback.model.Progress;
import io.tillback.plan.Alternatives;
import io.tillback.plan.Archive;
import io.tillback.plan.Pace;
import io.tillback.plan.Plan;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;

/** Looks for what else could be restored, beside each plan that is made. Asks for no role: who plans has one. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AlternativeDesk {
    /** The latest tell how fast restores go. */
    private static final int JOBS_ASKED = 200;

    @EJB
    private EngineBean engine;

    @EJB
    private CatalogBean catalog;

    @EJB
    private JobRunner jobs;

    /** Begins to, in a job of its own: nobody waits for it to see the plan. */
    public void look(Plan plan, String principal) {
        PlanId id = plan.id();
        IdempotencyKey key = new IdempotencyKey("alternatives to plan " + id);
        Order order = jobs.order(principal, Job.Kind.COMPARE, key, id.value(), id.value());
        jobs.submit(order, new JobRunner.Work() {
            @Override
            public void run(Workbench tools, Progress progress) {
                progress.step("Looking at what else could be restored");
                Archive archive = new CatalogArchive(catalog, tools).heldBy(order.id());
                Pace pace = Pace.of(catalog.ask(records -> records.jobs().list(JOBS_ASKED)));
                Alternatives found = tools.alternatives(archive, pace).find(plan, engine.clock(), progress);
                catalog.tell(records -> {
                    records.jobs().requireOwn(order.id());
                    records.plans().add(id, found);
                });
            }

            @Override
            public void failed(RestoreException failure) {
                clearUp(engine.tools(), id);
            }
        });
    }

    /** Drops what was worked out beside a plan. */
    static void clearUp(Workbench tools, PlanId id) {
        tools.staging().drop(id.scratch());
        tools.workspace().drop(id.scratch());
    }
}
