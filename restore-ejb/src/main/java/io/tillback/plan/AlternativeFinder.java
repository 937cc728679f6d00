package io.tillback.plan;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.PastState;
import io.tillback.model.PlanId;
import io.tillback.model.Progress;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RestoreTarget.AtSnapshot;
import io.tillback.plan.Alternative.Proposal;
import io.tillback.plan.Effort.Access;
import io.tillback.snapshot.Manifest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells what other restores would cost that could be made instead of a planned one. Each is worked out from the journal as a
 * plan is, and dropped again; no data object is fetched for it.
 */
public final class AlternativeFinder {
    private final JournalPlanner journal;
    private final Planner planner;
    private final PlanWorkspace workspace;
    private final Archive archive;
    private final Pace pace;

    public AlternativeFinder(
            JournalPlanner journal, Planner planner, PlanWorkspace workspace, Archive archive, Pace pace) {
        this.journal = journal;
        this.planner = planner;
        this.workspace = workspace;
        this.archive = archive;
        this.pace = pace;
    }

    /**
     * Looks for them.
     *
     * @param clock measures how long each takes to work out
     * @return it alone where it takes a restore back
     * @throws RestoreException JOB_CANCELLED
     */
    public Alternatives find(Plan plan, Clock clock, Progress progress) {
        List<Alternative> found = new ArrayList<>();
        Effort rest = new Effort(0, Access.AT_ONCE, pace.of(plan.rowsToWrite(), 0));
        found.add(new Proposal(plan.request().target(), "This plan.").costs(plan.gap(), rest));
        List<Proposal> proposals = new Proposals(workspace, archive).of(plan);
        for (Proposal proposal : proposals) {
            progress.checkCancelled();
            try {
                look(plan, proposal, clock, progress).ifPresent(found::add);
            } catch (RestoreException e) {
                if (e.code() == ErrorCode.JOB_CANCELLED) {
                    throw e;
                }
                found.add(proposal.isRefused(e.fact() + "."));
            }
        }
        return new Alternatives(found, clock.instant());
    }

    private Optional<Alternative> look(Plan plan, Proposal proposal, Clock clock, Progress progress) {
        if (proposal.target() instanceof AtSnapshot at) {
            Manifest manifest = archive.hold(at.snapshot());
            return holdsAll(plan, manifest)
                    ? Optional.of(lookAt(manifest, plan, proposal, progress))
                    : Optional.empty();
        }
        Instant begun = clock.instant();
        Plan other = work(plan, proposal.target(), journal.findState(proposal.target()), progress);
        Duration worked = Duration.between(begun, clock.instant());
        Duration time = worked.plus(pace.of(other.rowsToWrite(), 0));
        return Optional.of(proposal.costs(other.gap(), new Effort(0, Access.AT_ONCE, time)));
    }

    /** Where the journal reaches back to a snapshot, what it differs in is known without it. */
    private Alternative lookAt(Manifest manifest, Plan plan, Proposal proposal, Progress progress) {
        List<Manifest.Table> tables = tables(plan, manifest);
        long bytes = tables.stream()
                .mapToLong(table -> planner.bytesOf(table, manifest.base()))
                .sum();
        Access access = tables.stream().allMatch(table -> planner.isReadableAtOnce(table, manifest.base()))
                ? Access.AT_ONCE
                : Access.AFTER_THAW;
        PastState state = PastState.at(manifest.moment());
        if (!journal.isRecorded(plan.request(), state)) {
            return proposal.mayCost(
                    new Effort(bytes, access, pace.of(plan.rowsToWrite(), bytes)),
                    "The journal does not reach back to it: what it would cost is known once it is planned.");
        }
        Plan other = work(plan, proposal.target(), state, progress);
        return proposal.costs(other.gap(), new Effort(bytes, access, pace.of(other.rowsToWrite(), bytes)));
    }

    private static boolean holdsAll(Plan plan, Manifest manifest) {
        return tables(plan, manifest).size() == plan.request().scopes().size();
    }

    private static List<Manifest.Table> tables(Plan plan, Manifest manifest) {
        return plan.request().scopes().stream()
                .map(scope -> scope.past().table().orElse(scope.table()))
                .flatMap(table -> manifest.findTable(table).stream())
                .toList();
    }

    private Plan work(Plan plan, RestoreTarget target, PastState state, Progress progress) {
        PlanId scratch = plan.id().scratch();
        RestoreRequest request = plan.request().withTarget(target);
        try {
            return journal.planFromJournal(scratch, request, state, List.of(), progress);
        } finally {
            workspace.drop(scratch);
        }
    }
}
