package io.tillback.ejb;

import io.tillback.apply.Restore.Outcome;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Job;
import io.tillback.model.PlanId;
import io.tillback.model.RestoreId;
import io.tillback.model.SnapshotId;
import io.tillback.snapshot.SnapshotSummary;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Settles what a dead server left behind, delivers notices, and drops what has expired. */
@Singleton
@Startup
@DependsOn("EngineBean")
@ConcurrencyManagement(ConcurrencyManagementType.CONTAINER)
@Lock(LockType.WRITE)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Housekeeper {
    private static final Logger LOG = Logger.getLogger(Housekeeper.class.getName());

    /** A living server writes every second; fifteen are a long garbage collection, not a long night. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    @EJB
    private EngineBean engine;

    @EJB
    private CatalogBean catalog;

    @Schedule(hour = "*", minute = "*", second = "*/5", persistent = false)
    void settle() {
        attempt("settle interrupted jobs", () -> catalog.ask(
                        records -> records.jobs().takeOverAbandoned(SILENCE))
                .forEach(this::settle));
        attempt(
                "look up restores",
                () -> catalog.ask(records -> records.restores().findUnknown()).forEach(this::lookUp));
    }

    /** Never fails: what could not be delivered is tried again. */
    @Schedule(hour = "*", minute = "*", second = "*/2", persistent = false)
    @Lock(LockType.READ)
    public void deliver() {
        attempt("deliver notices", () -> engine.courier().deliver());
    }

    @Schedule(hour = "*", minute = "7", persistent = false)
    void expirePlans() {
        Instant oldest = engine.clock().instant().minus(engine.settings().planKept());
        attempt("drop old plans", () -> catalog.ask(records -> records.plans().findKeptBefore(oldest))
                .forEach(this::expire));
    }

    @Schedule(hour = "*", minute = "*/10", persistent = false)
    void sweepOnSchedule() {
        attempt("sweep unfinished snapshots", this::sweep);
    }

    /** A round that fails is repeated by its timer; the reason goes to the log. */
    private static void attempt(String what, Runnable round) {
        try {
            round.run();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, e, () -> "Could not " + what + "; trying again on the next round");
        }
    }

    private void settle(Job job) {
        String result = job.result().orElseThrow();
        boolean committed =
                switch (job.kind()) {
                    case TAKE_SNAPSHOT -> settleSnapshot(new SnapshotId(result));
                    case PLAN -> settlePlan(new PlanId(result));
                    case APPLY -> lookUp(new RestoreId(result)) == Outcome.COMMITTED;
                    case VERIFY_SNAPSHOT -> false;
                };
        Instant now = engine.clock().instant();
        if (committed) {
            catalog.tell(records -> records.jobs().finish(job.id(), now));
            return;
        }
        Job.Failure failure = new Job.Failure(
                ErrorCode.JOB_INTERRUPTED,
                "Cannot finish job " + job.id() + ": the server that ran it stopped",
                job.kind() == Job.Kind.APPLY
                        ? "The database rolled the restore back and nothing was written. Apply the plan again."
                        : "Nothing of it stays. Begin it again.");
        catalog.tell(records -> records.jobs().fail(job.id(), failure, now));
    }

    private boolean settleSnapshot(SnapshotId id) {
        catalog.tell(records -> records.snapshots().fail(id));
        sweep();
        return false;
    }

    private boolean settlePlan(PlanId id) {
        engine.staging().drop(id);
        boolean kept = catalog.ask(records -> records.plans().list()).stream()
                .anyMatch(plan -> plan.id().equals(id));
        if (!kept) {
            engine.workspace().drop(id);
        }
        return kept;
    }

    private Outcome lookUp(RestoreId id) {
        Outcome outcome = engine.transactions().lookUp(id);
        Outcome known = outcome == Outcome.UNKNOWN ? Outcome.ROLLED_BACK : outcome;
        catalog.tell(
                records -> records.restores().note(id, known, engine.clock().instant()));
        return known;
    }

    /** Removes what unfinished snapshots left in the bucket; those being taken now are spared. */
    public void sweep() {
        List<SnapshotSummary> all = catalog.ask(records -> records.snapshots().list());
        Set<SnapshotId> running = all.stream()
                .filter(snapshot -> snapshot.state() == SnapshotSummary.State.TAKING)
                .map(SnapshotSummary::id)
                .collect(Collectors.toSet());
        engine.sweeper().sweep(running).forEach(folder -> LOG.info(() -> "Swept unfinished snapshot " + folder));
    }

    private void expire(PlanId id) {
        try {
            engine.workspace().drop(id);
            catalog.tell(records -> records.plans().expire(id));
        } catch (RestoreException e) {
            LOG.log(Level.WARNING, e, () -> "Could not drop the rows of plan " + id + "; trying again in an hour");
        }
    }
}
