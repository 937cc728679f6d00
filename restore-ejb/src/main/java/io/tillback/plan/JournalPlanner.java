package io.tillback.plan;

import io.tillback.fault.RestoreException;
import io.tillback.journal.Journal;
import io.tillback.model.PastState;
import io.tillback.model.PlanId;
import io.tillback.model.Progress;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.timeline.Recorded;

/** Plans from the journal, of what it is known to cover. */
public final class JournalPlanner {
    private final Journal journal;
    private final Planner planner;

    public JournalPlanner(Journal journal, Planner planner) {
        this.journal = journal;
        this.planner = planner;
    }

    /**
     * Refuses at once what could not be planned.
     *
     * @throws RestoreException MOMENT_NOT_COVERED
     */
    public Recorded requireRecorded(RestoreRequest request, PastState state) {
        journal.requireCovered(
                request.scopes().stream().map(RestoreScope::table).toList(), state.moment());
        return new Recorded(state, journal.findCovered(state.moment()));
    }

    /**
     * Plans a restore to a past state.
     *
     * @throws RestoreException as {@link Planner#planFromJournal}; MOMENT_NOT_COVERED also if recording turns out to have
     *     been bypassed before the live rows were looked at
     */
    public Plan plan(PlanId id, RestoreRequest request, PastState state, Progress progress) {
        Plan plan = planner.planFromJournal(id, request, requireRecorded(request, state), progress);
        // What bypassed recording since the last beat is not known before the next.
        journal.beat();
        journal.requireCovered(plan.tables().stream().map(TablePlan::table).toList(), state.moment());
        return plan;
    }
}
