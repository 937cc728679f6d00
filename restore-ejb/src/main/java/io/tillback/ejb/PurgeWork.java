package io.tillback.ejb;

import io.tillback.fault.RestoreException;
import io.tillback.model.Progress;
import io.tillback.retention.ExpireReason;
import io.tillback.retention.HeldSnapshot;
import io.tillback.retention.RetentionPreview.Decision;
import io.tillback.snapshot.Manifest;
import java.util.List;

/**
 * Purges snapshots one after the other: noted in the catalog, then the manifest, then the parts. Whatever ends it in
 * between, no reader sees half a snapshot, and the sweep does the rest.
 */
final class PurgeWork implements JobRunner.Work {
    private final EngineBean engine;
    private final CatalogBean catalog;
    private final String principal;
    private final List<Decision> expired;

    PurgeWork(EngineBean engine, CatalogBean catalog, String principal, List<Decision> expired) {
        this.engine = engine;
        this.catalog = catalog;
        this.principal = principal;
        this.expired = List.copyOf(expired);
    }

    @Override
    public void run(Workbench tools, Progress progress) {
        progress.expect(expired.size(), 0);
        for (Decision decision : expired) {
            progress.checkCancelled();
            progress.step("Purging " + decision.snapshot().id());
            purge(tools, decision);
            progress.advance(1, 0);
        }
    }

    private void purge(Workbench tools, Decision decision) {
        HeldSnapshot snapshot = decision.snapshot();
        ExpireReason reason = decision.verdict().match(keep -> ExpireReason.BY_HAND, expire -> expire.reason());
        boolean isKnown = catalog.ask(records -> records.purges().isKnown(snapshot.id()));
        if (!isKnown) {
            Manifest manifest = tools.reader().loadManifest(snapshot.tier(), snapshot.id());
            catalog.tell(records -> records.purges().adopt(manifest));
        }
        boolean begun = catalog.ask(records -> records.purges()
                .begin(snapshot.id(), principal, reason, engine.clock().instant()));
        if (begun) {
            tools.sweeper().purge(snapshot.tier(), snapshot.id());
            catalog.tell(records ->
                    records.purges().end(snapshot.id(), engine.clock().instant()));
        }
    }

    /** What was begun is ended by the next sweep. */
    @Override
    public void failed(RestoreException failure) {}
}
