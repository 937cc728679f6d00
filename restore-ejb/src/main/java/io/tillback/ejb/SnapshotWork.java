package io.tillback.ejb;

import io.tillback.fault.RestoreException;
import io.tillback.model.Companion;
import io.tillback.model.JobId;
import io.tillback.model.Progress;
import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.Seam;
import io.tillback.snapshot.SnapshotSummary;
import io.tillback.snapshot.SnapshotTaker;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Takes one snapshot, and leaves nothing of it where that fails. */
final class SnapshotWork implements JobRunner.Work {
    private static final Logger LOG = Logger.getLogger(SnapshotWork.class.getName());

    private final EngineBean engine;
    private final CatalogBean catalog;
    private final JobId job;
    private final SnapshotId id;
    private final Tier tier;
    private volatile boolean publishing;

    SnapshotWork(EngineBean engine, CatalogBean catalog, JobId job, SnapshotId id, Tier tier) {
        this.engine = engine;
        this.catalog = catalog;
        this.job = job;
        this.id = id;
        this.tier = tier;
    }

    @Override
    public void run(Workbench tools, Progress progress) {
        try {
            Optional<Seam.Base> base = findBase(tools);
            Manifest manifest = tools.taker()
                    .take(
                            new SnapshotTaker.Order(
                                    id,
                                    tier,
                                    engine.settings().tiers().rule(tier).dataClass(),
                                    this::requireOwn,
                                    base,
                                    new ExtentChoice(engine, catalog, job, id).choose(tools, tier)),
                            progress);
            catalog.tell(records -> records.snapshots().complete(manifest));
            base.ifPresent(compared -> breakOff(tools, compared, manifest));
        } catch (RestoreException e) {
            if (!publishing || !isFinished(e)) {
                throw e;
            }
        }
    }

    /** The newest full snapshot, if the journal says that it knows what happened since. */
    private Optional<Seam.Base> findBase(Workbench tools) {
        return catalog.ask(records -> records.snapshots().findNewestFull(List.of(Tier.values())))
                .flatMap(snapshot -> findManifest(tools, snapshot))
                .map(manifest -> new Seam.Base(manifest, tools.journal().findCovered(manifest.moment())))
                .filter(base -> !base.recorded().isEmpty());
    }

    /** A snapshot is taken whatever has become of the one before it. */
    private static Optional<Manifest> findManifest(Workbench tools, SnapshotSummary snapshot) {
        try {
            return Optional.of(tools.reader().loadManifest(snapshot.tier(), snapshot.id()));
        } catch (RestoreException e) {
            LOG.log(Level.WARNING, e, () -> "Cannot check the seam with snapshot " + snapshot.id());
            return Optional.empty();
        }
    }

    private static void breakOff(Workbench tools, Seam.Base base, Manifest manifest) {
        List<Companion> open = manifest.tables().stream()
                .filter(table ->
                        table.seam().filter(seam -> seam.fit() == Seam.Fit.OPEN).isPresent())
                .map(table -> base.recorded().get(table.shape().id()))
                .toList();
        tools.journal()
                .breakOff(
                        open,
                        base.manifest().moment(),
                        "the records do not explain what differs between snapshots "
                                + base.manifest().id() + " and " + manifest.id());
    }

    private void requireOwn() {
        catalog.tell(records -> records.jobs().requireOwn(job));
        publishing = true;
    }

    /** A failed write of the manifest may have reached the bucket all the same: that is settled before it is told. */
    private boolean isFinished(RestoreException failure) {
        try {
            return Settlement.settle(engine, catalog, tier, id);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
            return false;
        }
    }

    /**
     * Before publishing began there is no manifest, and none will come: nobody else writes it. So a mark that another
     * server has left goes too. Afterwards it is settled, now or by the next sweep.
     */
    @Override
    public void failed(RestoreException failure) {
        if (publishing) {
            return;
        }
        catalog.tell(records -> records.snapshots().fail(id));
        engine.tools().sweeper().remove(engine.layout().folder(tier, id));
    }
}
