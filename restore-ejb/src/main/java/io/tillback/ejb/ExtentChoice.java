package io.tillback.ejb;

import io.tillback.ejb.JournalSettings.Switch;
import io.tillback.fault.RestoreException;
import io.tillback.journal.Journal;
import io.tillback.model.JobId;
import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import io.tillback.retention.TierRule;
import io.tillback.snapshot.Extent;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotSummary;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Decides what a snapshot is to hold itself, and keeps what it is built on from being purged. */
final class ExtentChoice {
    private static final Logger LOG = Logger.getLogger(ExtentChoice.class.getName());

    private final EngineBean engine;
    private final CatalogBean catalog;
    private final JobId job;
    private final SnapshotId id;

    ExtentChoice(EngineBean engine, CatalogBean catalog, JobId job, SnapshotId id) {
        this.engine = engine;
        this.catalog = catalog;
        this.job = job;
        this.id = id;
    }

    Extent choose(Workbench tools, Tier tier) {
        if (engine.settings().tiers().rule(tier).kind() == TierRule.Kind.FULL) {
            return Extent.full();
        }
        if (engine.settings().journal().recording() == Switch.OFF) {
            return full("changes are not recorded (tillback.journal=off)");
        }
        List<Tier> readable = engine.settings().tiers().readableAtOnce();
        Optional<SnapshotSummary> newest = readable.isEmpty()
                ? Optional.empty()
                : catalog.ask(records -> records.snapshots().findNewestFull(readable));
        return newest.map(full -> buildOn(tools, full))
                .orElseGet(() -> full("there is no full snapshot that it could be built on"));
    }

    private static Extent full(String why) {
        return new Extent.Full(Optional.of(why));
    }

    /** A snapshot is taken whatever has become of the one before it. */
    private Extent buildOn(Workbench tools, SnapshotSummary newest) {
        try {
            catalog.tell(records -> {
                records.jobs().reads(job, newest.id());
                records.snapshots().buildOn(id, newest.id());
            });
            Manifest base = tools.reader().loadManifest(newest.tier(), newest.id());
            return new Extent.Incremental(base, () -> recordedSince(tools.journal(), base));
        } catch (RestoreException e) {
            LOG.log(Level.WARNING, e, () -> "Cannot build snapshot " + id + " on snapshot " + newest.id());
            return full("snapshot " + newest.id() + ", the last full one, cannot be read");
        }
    }

    /** What bypassed recording since the last beat is not known before the next. */
    private static Extent.Recorded recordedSince(Journal journal, Manifest base) {
        journal.beat();
        return new Extent.Recorded(journal.findCovered(base.moment()), journal.whyNotCovered());
    }
}
