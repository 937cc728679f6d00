package io.tillback.ejb;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.jpa.JobCatalog.Order;
import io.tillback.model.IdempotencyKey;
import io.tillback.model.Job;
import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import io.tillback.retention.HeldSnapshot;
import io.tillback.retention.HeldSnapshot.Health;
import io.tillback.retention.HeldSnapshot.Use;
import io.tillback.retention.Retention;
import io.tillback.retention.RetentionPreview;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotSummary;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Decides and begins purges, for people and for timers. Asks for no role: its callers have. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PurgeDesk {
    private static final Logger LOG = Logger.getLogger(PurgeDesk.class.getName());

    @EJB
    private EngineBean engine;

    @EJB
    private CatalogBean catalog;

    @EJB
    private JobRunner jobs;

    public RetentionPreview preview() {
        return decide(loadHeld());
    }

    private RetentionPreview decide(List<HeldSnapshot> held) {
        return Retention.decide(held, engine.settings().tiers().policy(), now());
    }

    /** The earlier of two clocks: neither a server's nor the database's that runs ahead lets anything expire. */
    private Instant now() {
        Instant here = engine.clock().instant();
        Instant there = catalog.ask(records -> records.purges().databaseTime());
        return here.isBefore(there) ? here : there;
    }

    public RetentionPreview outlook() {
        Set<SnapshotId> inUse = catalog.ask(records -> records.jobs().findSnapshotsInUse());
        return decide(catalog.ask(records -> records.snapshots().list()).stream()
                .filter(snapshot -> snapshot.state() == SnapshotSummary.State.COMPLETE)
                .map(snapshot -> held(
                        snapshot.id(),
                        snapshot.tier(),
                        new Shown(snapshot.takenAt().orElse(snapshot.startedAt()), snapshot.base()),
                        Optional.of(snapshot),
                        inUse))
                .toList());
    }

    /** What lies in the bucket; the catalog only saves reading manifests, and knows of verification and use. */
    public List<HeldSnapshot> loadHeld() {
        Map<SnapshotId, Tier> finished = engine.tools().sweeper().listFinished();
        Map<SnapshotId, SnapshotSummary> known = catalog
                .ask(records -> records.snapshots().list())
                .stream()
                .collect(Collectors.toMap(SnapshotSummary::id, Function.identity()));
        Set<SnapshotId> inUse = catalog.ask(records -> records.jobs().findSnapshotsInUse());
        List<HeldSnapshot> held = new ArrayList<>();
        finished.forEach((id, tier) -> {
            Optional<SnapshotSummary> summary = Optional.ofNullable(known.get(id));
            summary.flatMap(PurgeDesk::shownBy)
                    .or(() -> findShown(tier, id))
                    .ifPresent(shown -> held.add(held(id, tier, shown, summary, inUse)));
        });
        return held;
    }

    /** What a snapshot shows, and what it is built on. */
    private record Shown(Instant takenAt, Optional<SnapshotId> base) {}

    private static Optional<Shown> shownBy(SnapshotSummary snapshot) {
        return snapshot.takenAt().map(takenAt -> new Shown(takenAt, snapshot.base()));
    }

    private static HeldSnapshot held(
            SnapshotId id, Tier tier, Shown shown, Optional<SnapshotSummary> known, Set<SnapshotId> inUse) {
        return new HeldSnapshot(
                id, tier, shown.takenAt(), health(known), inUse.contains(id) ? Use.IN_USE : Use.IDLE, shown.base());
    }

    /** A snapshot whose age nobody can tell is not purged. */
    private Optional<Shown> findShown(Tier tier, SnapshotId id) {
        try {
            Manifest manifest = engine.tools().reader().loadManifest(tier, id);
            return Optional.of(
                    new Shown(manifest.moment().takenAt(), manifest.base().map(Manifest.Base::id)));
        } catch (RestoreException e) {
            if (e.code() != ErrorCode.SNAPSHOT_DAMAGED && e.code() != ErrorCode.FORMAT_TOO_NEW) {
                throw e;
            }
            LOG.log(Level.WARNING, e, () -> "Snapshot " + id + " is kept: its age is unknown");
            return Optional.empty();
        }
    }

    private static Health health(Optional<SnapshotSummary> summary) {
        return summary.flatMap(SnapshotSummary::verification)
                .map(last -> last.problems() == 0 ? Health.SOUND : Health.DAMAGED)
                .orElse(Health.UNVERIFIED);
    }

    /**
     * Begins to purge what a preview says expires; what is in use by then is kept.
     *
     * @param request tells this request from others with the same key
     * @param preview looked at only if the request is new
     */
    public Job purge(String request, Supplier<RetentionPreview> preview, String principal, IdempotencyKey key) {
        Order order = jobs.order(principal, Job.Kind.PURGE, key, request, request);
        Optional<Job> earlier = jobs.findEarlier(order);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        return jobs.submit(
                order, new PurgeWork(engine, catalog, principal, preview.get().expired()));
    }
}
