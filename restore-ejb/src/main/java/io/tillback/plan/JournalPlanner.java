package io.tillback.plan;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.journal.Journal;
import io.tillback.model.PastState;
import io.tillback.model.PlanId;
import io.tillback.model.Progress;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RestoreTarget.AtInstant;
import io.tillback.snapshot.SnapshotSummary;
import io.tillback.timeline.Recorded;
import java.util.Comparator;
import java.util.List;

/** Plans from the journal what it is known to cover, and from a snapshot what it is not. */
public final class JournalPlanner {
    private final Journal journal;
    private final Planner planner;
    private final Archive archive;

    public JournalPlanner(Journal journal, Planner planner, Archive archive) {
        this.journal = journal;
        this.planner = planner;
        this.archive = archive;
    }

    /**
     * Refuses at once what could not be planned.
     *
     * @throws RestoreException MOMENT_NOT_COVERED if neither the journal covers the instant nor a snapshot is as old
     */
    public void require(RestoreRequest request, AtInstant target) {
        try {
            requireRecorded(request, journal.findState(target));
        } catch (RestoreException e) {
            findNearest(target, e);
        }
    }

    /** @throws RestoreException MOMENT_NOT_COVERED if the journal does not cover what was before the transaction */
    public void require(RestoreRequest request, RestoreTarget.BeforeTransaction target) {
        requireRecorded(request, journal.findState(target));
    }

    /**
     * Plans a restore to an instant: from the journal if it covers it, otherwise from the newest snapshot that is not later.
     * The plan's data gap says which, and why.
     *
     * @throws RestoreException as {@link #require}, and what planning throws
     */
    public Plan plan(PlanId id, RestoreRequest request, AtInstant target, Progress progress) {
        PastState state;
        try {
            state = journal.findState(target);
            requireRecorded(request, state);
        } catch (RestoreException e) {
            SnapshotSummary nearest = findNearest(target, e);
            PastSource source = new PastSource.NearestSnapshot(nearest.id(), e.fact());
            return planner.planFromSnapshot(id, request, Past.of(archive.hold(nearest.id()), source), progress);
        }
        return plan(id, request, state, progress);
    }

    /** Plans a restore to before a transaction, from the journal. */
    public Plan plan(PlanId id, RestoreRequest request, RestoreTarget.BeforeTransaction target, Progress progress) {
        return plan(id, request, journal.findState(target), progress);
    }

    /**
     * Plans a restore to a past state.
     *
     * @throws RestoreException as {@link Planner#planFromJournal}; MOMENT_NOT_COVERED also if recording turns out to have
     *     been bypassed before the live rows were looked at
     */
    public Plan plan(PlanId id, RestoreRequest request, PastState state, Progress progress) {
        return planBecause(id, request, state, List.of(), progress);
    }

    /** @param because why before this transaction: full sentences for the data gap */
    Plan planBecause(
            PlanId id,
            RestoreRequest request,
            RestoreTarget.BeforeTransaction target,
            List<String> because,
            Progress progress) {
        return planBecause(id, request, journal.findState(target), because, progress);
    }

    private Plan planBecause(
            PlanId id, RestoreRequest request, PastState state, List<String> because, Progress progress) {
        Plan plan = planner.planFromJournal(id, request, requireRecorded(request, state), because, progress);
        // What bypassed recording since the last beat is not known before the next.
        journal.beat();
        journal.requireCovered(plan.tables().stream().map(TablePlan::table).toList(), state.moment());
        return plan;
    }

    private Recorded requireRecorded(RestoreRequest request, PastState state) {
        journal.requireCovered(
                request.scopes().stream().map(RestoreScope::table).toList(), state.moment());
        return new Recorded(state, journal.findCovered(state.moment()));
    }

    /** @throws RestoreException the refusal, if there is no snapshot either */
    private SnapshotSummary findNearest(AtInstant target, RestoreException refusal) {
        if (refusal.code() != ErrorCode.MOMENT_NOT_COVERED) {
            throw refusal;
        }
        return archive.listFinished().stream()
                .filter(snapshot -> snapshot.takenAt()
                        .filter(taken -> !taken.isAfter(target.instant()))
                        .isPresent())
                .max(Comparator.comparing(snapshot -> snapshot.takenAt().orElseThrow()))
                .orElseThrow(() -> refusal);
    }
}
