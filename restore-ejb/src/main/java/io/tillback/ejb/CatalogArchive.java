package io.tillback.ejb;

import io.tillback.model.JobId;
import io.tillback.model.SnapshotId;
import io.tillback.plan.Archive;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotSummary;
import java.util.List;
import java.util.Optional;

/** The catalog's snapshots, and their manifests in the object store. */
final class CatalogArchive implements Archive {
    private final CatalogBean catalog;
    private final Workbench tools;
    private final Optional<JobId> holder;

    CatalogArchive(CatalogBean catalog, Workbench tools) {
        this(catalog, tools, Optional.empty());
    }

    private CatalogArchive(CatalogBean catalog, Workbench tools, Optional<JobId> holder) {
        this.catalog = catalog;
        this.tools = tools;
        this.holder = holder;
    }

    /** The same for a job: what it holds stays until it has ended. */
    CatalogArchive heldBy(JobId job) {
        return new CatalogArchive(catalog, tools, Optional.of(job));
    }

    @Override
    public List<SnapshotSummary> listFinished() {
        return catalog.ask(records -> records.snapshots().list()).stream()
                .filter(snapshot -> snapshot.state() == SnapshotSummary.State.COMPLETE)
                .toList();
    }

    @Override
    public Manifest hold(SnapshotId id) {
        SnapshotSummary snapshot = catalog.ask(records -> {
            holder.ifPresent(job -> records.jobs().reads(job, id));
            return records.snapshots().hold(id);
        });
        return tools.reader().loadManifest(snapshot.tier(), snapshot.id());
    }
}
