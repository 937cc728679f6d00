package io.tillback.ejb;

import io.tillback.fault.RestoreException;
import io.tillback.model.JobId;
import io.tillback.model.Progress;
import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotTaker;

/** Takes one snapshot, and leaves nothing of it where that fails. */
final class SnapshotWork implements JobRunner.Work {
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
            Manifest manifest = tools.taker()
                    .take(
                            new SnapshotTaker.Order(
                                    id,
                                    tier,
                                    engine.settings().tiers().rule(tier).dataClass(),
                                    this::requireOwn),
                            progress);
            catalog.tell(records -> records.snapshots().complete(manifest));
        } catch (RestoreException e) {
            if (!publishing || !isFinished(e)) {
                throw e;
            }
        }
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
