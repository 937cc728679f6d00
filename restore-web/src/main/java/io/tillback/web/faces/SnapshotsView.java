package io.tillback.web.faces;

import io.tillback.model.Job;
import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import io.tillback.retention.RetentionPreview.Decision;
import io.tillback.retention.TierStatus;
import io.tillback.retention.Verdict;
import io.tillback.snapshot.SnapshotSummary;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The list of snapshots, and the jobs that take and verify them. */
@Named
@ViewScoped
public class SnapshotsView implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Set<Job.Kind> SHOWN = Set.of(Job.Kind.TAKE_SNAPSHOT, Job.Kind.VERIFY_SNAPSHOT);
    private static final int RECENT_JOBS = 50;

    @Inject
    private Engine engine;

    private final JobWatch watch = new JobWatch();
    private transient @Nullable List<SnapshotSummary> snapshots;
    private transient @Nullable List<Job> running;
    private transient @Nullable List<TierStatus> tiers;
    private transient @Nullable Map<SnapshotId, Verdict> verdicts;

    /** Also what the page's poll does. */
    public void load() {
        watch.look(engine.jobs());
        running = engine.jobs().list(RECENT_JOBS).stream()
                .filter(job -> SHOWN.contains(job.kind()) && !job.state().isOver())
                .toList();
        snapshots = engine.snapshots().list();
        tiers = engine.tiers().list();
        verdicts = engine.purges().outlook().decisions().stream()
                .collect(Collectors.toMap(decision -> decision.snapshot().id(), Decision::verdict));
    }

    public void take() {
        watch.follow(engine.snapshots().take(Tier.MANUAL, watch.keyOf("take")));
        load();
    }

    public void verify(String id) {
        watch.follow(engine.snapshots().verify(new SnapshotId(id), watch.keyOf("verify " + id)));
        load();
    }

    public List<SnapshotSummary> snapshots() {
        if (snapshots == null) {
            load();
        }
        return snapshots == null ? List.of() : snapshots;
    }

    /** The tiers that have slots. */
    public List<TierStatus> tiers() {
        return tiers == null
                ? List.of()
                : tiers.stream()
                        .filter(status -> status.rule().schedule().isPresent())
                        .toList();
    }

    /** How long a snapshot is kept, and why; empty for one that is not finished. */
    public Optional<Verdict> verdict(SnapshotId id) {
        return Optional.ofNullable(verdicts).map(known -> known.get(id));
    }

    /** Jobs at work, and the one this page began until another begins. */
    public List<Job> jobs() {
        List<Job> shown = new ArrayList<>(running == null ? List.of() : running);
        watch.job(engine.jobs())
                .filter(own -> shown.stream().noneMatch(job -> job.id().equals(own.id())))
                .ifPresent(shown::add);
        return shown;
    }

    /** Of its own job the page may know the end later than of all others. */
    public boolean isBusy() {
        return watch.isActive() || (running != null && !running.isEmpty());
    }

    /** The newest snapshot that can be restored from. */
    public Optional<SnapshotSummary> newest() {
        return snapshots().stream()
                .filter(snapshot -> snapshot.state() == SnapshotSummary.State.COMPLETE)
                .findFirst();
    }
}
