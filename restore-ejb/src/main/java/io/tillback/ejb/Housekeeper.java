package io.tillback.ejb;

import io.tillback.apply.Restore.Outcome;
import io.tillback.fault.ErrorCode;
import io.tillback.model.Job;
import io.tillback.model.PlanId;
import io.tillback.model.RestoreId;
import io.tillback.model.SnapshotId;
import io.tillback.snapshot.Manifest;
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
import java.util.Set;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Settles what a dead server left behind, and drops what has expired. A round that waits, for a bucket
 * that does not answer perhaps, holds up no other.
 */
@Singleton
@Startup
@DependsOn("EngineBean")
@ConcurrencyManagement(ConcurrencyManagementType.CONTAINER)
@Lock(LockType.READ)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Housekeeper {
    private static final Logger LOG = Logger.getLogger(Housekeeper.class.getName());

    /**
     * A living server writes every second; fifteen are a long garbage collection, not a long night. A server that is
     * silent for longer and yet alive finds its jobs taken over, and can do no harm with them.
     */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    @EJB
    private EngineBean engine;

    @EJB
    private CatalogBean catalog;

    @Schedule(hour = "*", minute = "*", second = "*/5", persistent = false)
    void settle() {
        attemptAlone("settle interrupted jobs", () -> catalog.ask(
                        records -> records.jobs().takeOverAbandoned(SILENCE))
                .forEach(job -> attempt("settle job " + job.id(), () -> settle(job))));
        attemptAlone(
                "look up restores",
                () -> catalog.ask(records -> records.restores().findUnknown()).forEach(this::lookUp));
    }

    @Schedule(hour = "*", minute = "7", persistent = false)
    void expirePlans() {
        Instant oldest = engine.clock().instant().minus(engine.settings().planKept());
        attemptAlone(
                "drop old plans", () -> catalog.ask(records -> records.plans().findKeptBefore(oldest))
                        .forEach(plan -> attempt("drop the rows of plan " + plan, () -> expire(plan))));
    }

    /** A database that was built again knows nothing of the snapshots that lie in the bucket. */
    @Schedule(hour = "*", minute = "*/10", second = "30", persistent = false)
    void adoptSnapshots() {
        attemptAlone("look for snapshots that the catalog does not know", () -> {
            Set<SnapshotId> known = catalog.ask(records -> records.snapshots().list()).stream()
                    .map(SnapshotSummary::id)
                    .collect(Collectors.toSet());
            engine.tools().sweeper().listFinished().forEach((id, tier) -> {
                if (!known.contains(id)) {
                    attempt(
                            "adopt snapshot " + id,
                            () -> adopt(engine.tools().reader().loadManifest(tier, id)));
                }
            });
        });
    }

    private void adopt(Manifest manifest) {
        catalog.tell(records -> records.purges().adopt(manifest));
    }

    @Schedule(hour = "*", minute = "*/10", persistent = false)
    void sweepOnSchedule() {
        attemptAlone("settle unfinished snapshots", () -> catalog.ask(
                        records -> records.snapshots().findOrphans())
                .forEach(orphan -> Settlement.settle(engine, catalog, orphan.tier(), orphan.id())));
        attemptAlone("end purges", () -> catalog.ask(records -> records.purges().findBegun())
                .forEach(this::endPurge));
        attemptAlone("sweep unfinished snapshots", this::sweep);
    }

    private void attemptAlone(String what, Runnable round) {
        engine.rounds().attemptAlone(what, round);
    }

    private void attempt(String what, Runnable round) {
        engine.rounds().attempt(what, round);
    }

    private void settle(Job job) {
        String result = job.result().orElseThrow();
        boolean done =
                switch (job.kind()) {
                    case TAKE_SNAPSHOT -> settleSnapshot(new SnapshotId(result));
                    case PLAN -> settlePlan(new PlanId(result));
                    case COMPARE -> settleComparison(new PlanId(result));
                    case APPLY -> lookUp(new RestoreId(result)) == Outcome.COMMITTED;
                    case VERIFY_SNAPSHOT, PURGE, RECALL -> false;
                };
        Instant now = engine.clock().instant();
        if (done) {
            catalog.tell(records -> records.jobs().settleDone(job.id(), now));
            return;
        }
        Job.Failure failure = new Job.Failure(
                ErrorCode.JOB_INTERRUPTED,
                "Cannot finish job " + job.id() + ": the server that ran it stopped",
                switch (job.kind()) {
                    case APPLY -> "The database rolled the restore back and nothing was written. Apply the plan again.";
                    case PURGE -> "What it had begun is ended by itself; look at the preview, and purge again.";
                    case COMPARE -> "Plan again: what else could be restored is looked for again too.";
                    case RECALL -> "What had come back by then stays until it ends. Ask for it again.";
                    case TAKE_SNAPSHOT, VERIFY_SNAPSHOT, PLAN -> "Nothing of it stays. Begin it again.";
                });
        catalog.tell(records -> records.jobs().settleFailed(job.id(), failure, now));
    }

    private boolean settleSnapshot(SnapshotId id) {
        SnapshotSummary snapshot = catalog.ask(records -> records.snapshots().load(id));
        return Settlement.settle(engine, catalog, snapshot.tier(), id);
    }

    private boolean settlePlan(PlanId id) {
        engine.tools().staging().drop(id);
        boolean kept = catalog.ask(records -> records.plans().isKnown(id));
        if (!kept) {
            engine.tools().workspace().drop(id);
        }
        return kept;
    }

    private boolean settleComparison(PlanId id) {
        AlternativeDesk.clearUp(engine.tools(), id);
        return catalog.ask(records -> records.plans().findAlternatives(id)).isPresent();
    }

    private Outcome lookUp(RestoreId id) {
        Outcome outcome = engine.tools().transactions().lookUp(id);
        Outcome known = outcome == Outcome.UNKNOWN ? Outcome.ROLLED_BACK : outcome;
        return catalog.ask(
                records -> records.restores().note(id, known, engine.clock().instant()));
    }

    /** Removes what unfinished snapshots left in the bucket; those being taken now are spared. */
    private void sweep() {
        engine.tools()
                .sweeper()
                .sweep(this::findBeingTaken, engine.clock().instant())
                .forEach(folder -> LOG.info(() -> "Swept unfinished snapshot " + folder));
    }

    /** Another server may be at it too: each step can be done twice. */
    private void endPurge(SnapshotSummary snapshot) {
        engine.tools().sweeper().purge(snapshot.tier(), snapshot.id());
        catalog.tell(
                records -> records.purges().end(snapshot.id(), engine.clock().instant()));
    }

    private Set<SnapshotId> findBeingTaken() {
        return catalog.ask(records -> records.snapshots().list()).stream()
                .filter(snapshot -> snapshot.state() == SnapshotSummary.State.TAKING)
                .map(SnapshotSummary::id)
                .collect(Collectors.toSet());
    }

    private void expire(PlanId id) {
        engine.tools().workspace().drop(id);
        catalog.tell(records -> records.plans().expire(id));
    }
}
