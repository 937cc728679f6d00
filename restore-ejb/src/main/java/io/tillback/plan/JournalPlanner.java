package io.tillback.plan;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.journal.Journal;
import io.tillback.journal.Release;
import io.tillback.model.Companion;
import io.tillback.model.PastState;
import io.tillback.model.PlanId;
import io.tillback.model.Progress;
import io.tillback.model.RestorePolicy.Conflicts;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RestoreTarget.AtInstant;
import io.tillback.model.RestoreTarget.AtSnapshot;
import io.tillback.model.TableId;
import io.tillback.plan.DataGap.TableChanges;
import io.tillback.plan.PastSource.Cold;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotSummary;
import io.tillback.timeline.Recorded;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Plans from the journal what it is known to cover to this day; otherwise from snapshots taken later, and the journal from
 * them back; otherwise from a snapshot taken before.
 */
public final class JournalPlanner {
    private static final String KEPT_AS_THEY_ARE =
            "Only what these transactions wrote, and what still stands, is taken back: what others wrote since stays.";

    private static final String OVERWRITTEN =
            "What these transactions wrote is taken back, and what others wrote over it since is lost.";

    private final Journal journal;
    private final Planner planner;
    private final Archive archive;

    public JournalPlanner(Journal journal, Planner planner, Archive archive) {
        this.journal = journal;
        this.planner = planner;
        this.archive = archive;
    }

    /** What is wanted: an instant. */
    private record Order(PlanId id, RestoreRequest request, AtInstant target, Progress progress) {}

    /**
     * Refuses at once what could not be planned.
     *
     * @throws RestoreException MOMENT_NOT_COVERED if neither the journal covers the instant, nor leads back to it from a
     *     snapshot, nor a snapshot is as old
     */
    public void require(RestoreRequest request, AtInstant target) {
        PastState state;
        try {
            state = journal.findState(target);
        } catch (RestoreException e) {
            findNearest(target, e);
            return;
        }
        Optional<RestoreException> refusal = whyNotRecorded(request, state);
        if (refusal.isPresent()) {
            Back back = findBack(request, state, refusal.get());
            if (back.ways().isEmpty()) {
                findNearest(target, back.refusal());
            }
        }
    }

    /**
     * @throws RestoreException MOMENT_NOT_COVERED if the journal does not cover what was before the transaction, nor leads
     *     back to it from a snapshot
     */
    public void require(RestoreRequest request, RestoreTarget.BeforeTransaction target) {
        PastState state = journal.findState(target);
        whyNotRecorded(request, state)
                .ifPresent(refusal -> findBack(request, state, refusal).require());
    }

    /**
     * @throws RestoreException MOMENT_NOT_COVERED if the journal does not cover what was before the release, nor leads back to
     *     it from a snapshot
     */
    public void require(RestoreRequest request, Release release) {
        PastState state = PastState.at(release.moment());
        whyNotRecorded(request, state)
                .ifPresent(refusal -> findBack(request, state, refusal).require());
    }

    /** @throws RestoreException MOMENT_NOT_COVERED if the journal does not cover all that happened since the transactions */
    public void require(RestoreRequest request, RestoreTarget.WithoutTransactions target) {
        whyNotRecorded(request, journal.findState(target)).ifPresent(refusal -> {
            throw refusal;
        });
    }

    /**
     * Plans a restore to an instant: from the journal if it covers it; otherwise from the next snapshots after it, if the
     * journal leads back from them; otherwise from the newest snapshot that is not later. All tables of a plan are planned in
     * one of these ways. The plan's data gap says which, and why.
     *
     * @throws RestoreException as {@link #require}, and what planning throws
     */
    public Plan plan(PlanId id, RestoreRequest request, AtInstant target, Progress progress) {
        Order order = new Order(id, request, target, progress);
        PastState state;
        try {
            state = journal.findState(target);
        } catch (RestoreException e) {
            return planFromNearest(order, e, e.fact());
        }
        Optional<RestoreException> refusal = whyNotRecorded(request, state);
        return refusal.isPresent()
                ? planBack(order, state, refusal.get())
                : planFromJournal(id, request, state, List.of(), progress);
    }

    private Plan planBack(Order order, PastState state, RestoreException refusal) {
        // An interval that goes on still is known to cover a snapshot only at a beat that is later.
        journal.beat();
        Back back = findBack(order.request(), state, refusal);
        if (back.ways().isEmpty()) {
            return planFromNearest(order, back.refusal(), back.refusal().fact());
        }
        try {
            return planBack(order.id(), order.request(), back.require(), List.of(), order.progress());
        } catch (RestoreException e) {
            if (e.code() != ErrorCode.VALUE_UNFIT) {
                throw e;
            }
            return planFromNearest(order, refusal, refusal.fact() + "; nor from a later snapshot: " + e.fact());
        }
    }

    private Plan planBack(PlanId id, RestoreRequest request, WaysBack ways, List<String> because, Progress progress) {
        Plan plan = planner.planFromSnapshot(id, request, Past.of(ways).because(because), progress);
        ways.requireStillThere();
        return plan;
    }

    /**
     * Plans a restore to what a snapshot holds. Of tables that the journal covers since the snapshot's moment, it tells of
     * every change.
     *
     * @throws RestoreException as {@link Planner#planFromSnapshot}; MOMENT_NOT_COVERED if recording turns out to have been
     *     bypassed meanwhile
     */
    public Plan plan(PlanId id, RestoreRequest request, AtSnapshot target, Progress progress) {
        return planFromSnapshot(id, request, target, List.of(), progress);
    }

    /** @param because why this snapshot: full sentences for the data gap */
    Plan planFromSnapshot(
            PlanId id, RestoreRequest request, AtSnapshot target, List<String> because, Progress progress) {
        Manifest manifest = archive.hold(target.snapshot());
        Past past = Past.of(manifest).because(because);
        PastState state = PastState.at(manifest.moment());
        Past recorded = past.recorded(new Recorded(state, findCovered(request, state)));
        Plan plan = planner.planFromSnapshot(id, request, recorded, progress);
        if (plan.gap().changes().isEmpty()) {
            return plan;
        }
        requireStillCovered(plan.gap().changes().stream().map(TableChanges::table), state);
        return plan;
    }

    /** Without tables whose past is that of a table of another name: what was recorded is today's table's. */
    private Map<TableId, Companion> findCovered(RestoreRequest request, PastState state) {
        Map<TableId, Companion> covered = new HashMap<>(journal.findCovered(state.moment()));
        request.scopes().stream()
                .filter(scope -> scope.past()
                        .table()
                        .filter(then -> !then.equals(scope.table()))
                        .isPresent())
                .forEach(scope -> covered.remove(scope.table()));
        return covered;
    }

    /** What bypassed recording since the last beat is not known before the next. */
    private void requireStillCovered(Stream<TableId> tables, PastState state) {
        journal.beat();
        journal.requireCovered(tables.toList(), state.moment());
    }

    private Plan planFromNearest(Order order, RestoreException refusal, String because) {
        SnapshotSummary nearest = findNearest(order.target(), refusal);
        PastSource source = new PastSource.NearestSnapshot(nearest.id(), because);
        return planner.planFromSnapshot(
                order.id(), order.request(), Past.of(archive.hold(nearest.id()), source), order.progress());
    }

    /** Plans a restore to before a transaction: as to a state. */
    public Plan plan(PlanId id, RestoreRequest request, RestoreTarget.BeforeTransaction target, Progress progress) {
        return plan(id, request, journal.findState(target), progress);
    }

    /** Plans a restore to the moment that was kept when a release was announced. */
    public Plan plan(PlanId id, RestoreRequest request, Release release, Progress progress) {
        String because = "The state is that before release " + release.name() + ", announced by "
                + release.announcedBy() + " at " + release.moment().takenAt() + ".";
        return planBecause(id, request, PastState.at(release.moment()), List.of(because), progress);
    }

    /** Plans what it takes to have the state of now without some transactions: from the journal, which tells who wrote what. */
    public Plan plan(PlanId id, RestoreRequest request, RestoreTarget.WithoutTransactions target, Progress progress) {
        String because = request.policy().conflicts() == Conflicts.KEEP ? KEPT_AS_THEY_ARE : OVERWRITTEN;
        return planFromJournal(id, request, journal.findState(target), List.of(because), progress);
    }

    /**
     * Plans a restore to a past state: from the journal, or from later snapshots and the journal from them back.
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
        Optional<RestoreException> refusal = whyNotRecorded(request, state);
        if (refusal.isEmpty()) {
            return planFromJournal(id, request, state, because, progress);
        }
        journal.beat();
        return planBack(id, request, findBack(request, state, refusal.get()).require(), because, progress);
    }

    /** Whether the journal covers all tables that a request names, from a state until now. */
    boolean isRecorded(RestoreRequest request, PastState state) {
        return whyNotRecorded(request, state).isEmpty();
    }

    /**
     * The state that a target asks for: one of those that the journal tells.
     *
     * @throws RestoreException MOMENT_NOT_COVERED
     */
    PastState findState(RestoreTarget target) {
        if (target instanceof RestoreTarget.BeforeTransaction before) {
            return journal.findState(before);
        }
        if (target instanceof RestoreTarget.WithoutTransactions without) {
            return journal.findState(without);
        }
        return journal.findState((AtInstant) target);
    }

    Plan planFromJournal(PlanId id, RestoreRequest request, PastState state, List<String> because, Progress progress) {
        Plan plan = planner.planFromJournal(id, request, requireRecorded(request, state), because, progress);
        requireStillCovered(plan.tables().stream().map(TablePlan::table), state);
        return plan;
    }

    private Recorded requireRecorded(RestoreRequest request, PastState state) {
        request.scopes().forEach(JournalPlanner::requireSameName);
        journal.requireCovered(
                request.scopes().stream().map(RestoreScope::table).toList(), state.moment());
        return new Recorded(state.withConflicts(request.policy().conflicts()), journal.findCovered(state.moment()));
    }

    /** The journal holds what became of a table under the name it has today. */
    private static void requireSameName(RestoreScope scope) {
        TableId then = scope.past().table().orElse(scope.table());
        if (!then.equals(scope.table())) {
            throw new RestoreException(
                    ErrorCode.MOMENT_NOT_COVERED,
                    "Cannot rebuild " + scope.table() + " from the journal: it was called " + then + " then",
                    "Choose an instant since which it has the name it has today, or restore from a snapshot.");
        }
    }

    private Optional<RestoreException> whyNotRecorded(RestoreRequest request, PastState state) {
        try {
            requireRecorded(request, state);
            return Optional.empty();
        } catch (RestoreException e) {
            if (e.code() != ErrorCode.MOMENT_NOT_COVERED) {
                throw e;
            }
            return Optional.of(e);
        }
    }

    /**
     * The ways back, if there is one to every table that was asked for.
     *
     * @param refusal why there is none, and why the journal alone does not do
     */
    private record Back(Optional<WaysBack> ways, RestoreException refusal) {
        WaysBack require() {
            return ways.orElseThrow(() -> refusal);
        }
    }

    private Back findBack(RestoreRequest request, PastState state, RestoreException refusal) {
        WaysBack ways = new WaysBack(journal, archive, planner, state);
        List<TableId> tables = request.scopes().stream()
                .map(scope -> scope.past().table().orElse(scope.table()))
                .toList();
        return ways.leadToAll(tables)
                ? new Back(Optional.of(ways), refusal)
                : new Back(Optional.empty(), whyNoWay(refusal, ways.onlyCold()));
    }

    private static RestoreException whyNoWay(RestoreException refusal, List<Cold> cold) {
        if (cold.isEmpty()) {
            return new RestoreException(
                    refusal.code(),
                    refusal.fact() + "; from no later snapshot does it lead back there",
                    refusal.hint());
        }
        String from = cold.stream().map(Cold::inWords).distinct().collect(Collectors.joining("; from "));
        return new RestoreException(
                ErrorCode.OBJECT_COLD,
                refusal.fact() + "; it would lead back there from " + from,
                "Thaw the data of that snapshot with the object store's own tools, then plan again; or restore from another"
                        + " snapshot.");
    }

    /** @throws RestoreException the refusal, if there is no snapshot either */
    private SnapshotSummary findNearest(AtInstant target, RestoreException refusal) {
        if (refusal.code() != ErrorCode.MOMENT_NOT_COVERED && refusal.code() != ErrorCode.OBJECT_COLD) {
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
