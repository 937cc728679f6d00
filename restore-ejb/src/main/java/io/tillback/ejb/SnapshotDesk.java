package io.tillback.ejb;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.jpa.JobCatalog.Order;
import io.tillback.model.IdempotencyKey;
import io.tillback.model.Job;
import io.tillback.model.Progress;
import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import io.tillback.retention.Slot;
import io.tillback.retention.SlotAnswer;
import io.tillback.retention.SlotAttempt;
import io.tillback.snapshot.SnapshotVerifier;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Begins snapshots and their verification, for people and for timers. Asks for no role: its callers have. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SnapshotDesk {
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    @EJB
    private EngineBean engine;

    @EJB
    private CatalogBean catalog;

    @EJB
    private JobRunner jobs;

    /** Takes one now, whatever the tier's slots say. */
    public Job take(Tier tier, String principal, IdempotencyKey key) {
        Instant now = engine.clock().instant();
        SnapshotId id = nextId(now);
        Order order = jobs.order(principal, Job.Kind.TAKE_SNAPSHOT, key, tier.name(), id.value());
        return jobs.submit(
                order,
                records -> records.snapshots().begin(id, tier, now),
                new SnapshotWork(engine, catalog, order.id(), id, tier));
    }

    private SnapshotId nextId(Instant now) {
        return new SnapshotId(SECOND.format(now) + "-" + engine.ids().next());
    }

    /**
     * Takes a slot, unless it is taken.
     *
     * @return the job that has it, and whether this call began it
     */
    public SlotAnswer takeSlot(Slot slot, String principal, IdempotencyKey key) {
        Instant now = engine.clock().instant();
        Optional<SlotAttempt> taken = findTaken(slot, now);
        if (taken.isPresent()) {
            return new SlotAnswer(taken.get().job(), SlotAnswer.Begun.BEFORE);
        }
        SnapshotId id = nextId(now);
        Order order = jobs.order(principal, Job.Kind.TAKE_SNAPSHOT, key, slot.toString(), id.value());
        try {
            Job job = jobs.submit(
                    order,
                    records -> {
                        records.slots()
                                .take(
                                        slot,
                                        order.id(),
                                        id,
                                        engine.settings().tiers().retry(),
                                        now);
                        records.snapshots().begin(id, slot.tier(), now);
                    },
                    new SnapshotWork(engine, catalog, order.id(), id, slot.tier()));
            return new SlotAnswer(job, job.id().equals(order.id()) ? SlotAnswer.Begun.NOW : SlotAnswer.Begun.BEFORE);
        } catch (RestoreException e) {
            if (e.code() != ErrorCode.SLOT_TAKEN) {
                throw e;
            }
            return new SlotAnswer(findTaken(slot, now).orElseThrow(() -> e).job(), SlotAnswer.Begun.BEFORE);
        }
    }

    private Optional<SlotAttempt> findTaken(Slot slot, Instant now) {
        return catalog.ask(records ->
                records.slots().findTaken(slot, engine.settings().tiers().retry(), now));
    }

    /** Begins to read a snapshot back. */
    public Job verify(SnapshotId id, String principal, IdempotencyKey key) {
        Tier tier = catalog.ask(records -> records.snapshots().hold(id)).tier();
        Order order = jobs.order(principal, Job.Kind.VERIFY_SNAPSHOT, key, id.value(), id.value());
        return jobs.submit(
                order,
                records -> {
                    records.jobs().reads(order.id(), id);
                    records.snapshots().hold(id);
                },
                new JobRunner.Work() {
                    @Override
                    public void run(Workbench tools, Progress progress) {
                        SnapshotVerifier.Report report = tools.verifier().verify(tier, id, progress);
                        Instant at = engine.clock().instant();
                        catalog.tell(records -> records.snapshots()
                                .recordVerification(id, at, report.problems().size()));
                        requireSound(id, report);
                    }

                    @Override
                    public void failed(RestoreException failure) {}
                });
    }

    private static void requireSound(SnapshotId id, SnapshotVerifier.Report report) {
        if (!report.problems().isEmpty()) {
            SnapshotVerifier.Problem first = report.problems().get(0);
            throw new RestoreException(
                    ErrorCode.SNAPSHOT_DAMAGED,
                    "Cannot confirm snapshot " + id + ": " + report.problems().size() + " problems, the first in "
                            + first.table() + ": " + first.fact(),
                    "Its other tables can still be restored. Take a new snapshot now, and keep the older ones.");
        }
    }
}
