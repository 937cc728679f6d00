package io.tillback.plan;

import static io.tillback.model.InWords.rows;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Companion;
import io.tillback.model.PlanId;
import io.tillback.model.Progress;
import io.tillback.model.RestorePolicy.Conflicts;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowScope;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableId;
import io.tillback.plan.PlanWorkspace.Changed;
import io.tillback.plan.PlanWorkspace.Comparison;
import io.tillback.plan.TablePlan.Reason;
import io.tillback.snapshot.Layer;
import io.tillback.snapshot.Manifest;
import io.tillback.timeline.PastColumn;
import io.tillback.timeline.Reconstructor;
import io.tillback.timeline.Reconstructor.Wanted;
import io.tillback.timeline.Recorded;
import io.tillback.timeline.StagingArea;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Lays the past of a plan's tables out: from a snapshot before the comparison, from the journal within it. */
final class PastStages {
    private final Reconstructor reconstructor;
    private final StagingArea staging;

    PastStages(Reconstructor reconstructor, StagingArea staging) {
        this.reconstructor = reconstructor;
        this.staging = staging;
    }

    boolean isReadableAtOnce(Manifest.Table table, Optional<Manifest.Base> base) {
        return reconstructor.isReadableAtOnce(table, base);
    }

    long bytesOf(Manifest.Table table, Optional<Manifest.Base> base) {
        return reconstructor.layersOf(table, base).stream()
                .mapToLong(Layer::storedBytes)
                .sum();
    }

    void layOutKeys(PlanId id, Tasks tasks) {
        tasks.all().forEach(task -> layOutKeys(id, task));
    }

    private void layOutKeys(PlanId id, Task task) {
        task.scope()
                .rows()
                .match(
                        () -> true,
                        keys -> staging.createKeys(id, task.number(), task.live(), keys.keys()),
                        matching -> true);
    }

    void rebuildAll(
            RestoreRequest request,
            Tasks tasks,
            StoreSchema live,
            Recorded recorded,
            Comparison comparison,
            Progress progress) {
        Set<TableId> requested =
                request.scopes().stream().map(RestoreScope::table).collect(Collectors.toSet());
        for (Task task : tasks.all()) {
            progress.checkCancelled();
            TableId table = task.live().id();
            Companion companion = recorded.find(table).orElseThrow();
            requireAsRecorded(task, companion);
            Changed rows = Following.needsWhole(request.policy(), live, table, requested)
                    ? Changed.OF_THE_WHOLE_TABLE
                    : Changed.OF_THE_SCOPE;
            comparison.rebuild(
                    task.subject(), companion, recorded.state(), task.scope().rows(), rows);
        }
    }

    /** @return what others have changed again of what the state is without, once all rows are planned: full sentences */
    static List<String> settleConflicts(RestoreRequest request, Tasks tasks, Comparison comparison) {
        List<String> changedAgain = new ArrayList<>();
        for (Task task : tasks.all()) {
            long again = task.reason() == Reason.REQUESTED
                    ? comparison.keepConflicts(task.subject(), task.scope().rows())
                    : comparison.keepPlannedConflicts(task.subject());
            if (again > 0) {
                changedAgain.add("In " + task.live().id() + ", " + rows(again) + " that others have changed since "
                        + what(again, request.policy().conflicts()) + " what they wrote.");
            }
        }
        return changedAgain;
    }

    private static String what(long rows, Conflicts conflicts) {
        String verb = conflicts == Conflicts.KEEP ? "keep" : "lose";
        return rows == 1 ? verb + "s" : verb;
    }

    void stageAll(PlanId id, RestoreRequest request, Tasks tasks, StoreSchema live, Progress progress) {
        Set<TableId> requested =
                request.scopes().stream().map(RestoreScope::table).collect(Collectors.toSet());
        for (Task task : tasks.all()) {
            if (task.staged().isEmpty()) {
                progress.step("Fetching " + task.past().shape().id() + " from the snapshot");
                TableId table = task.live().id();
                RowScope rows = task.scope().rows();
                if (Following.needsWhole(request.policy(), live, table, requested)) {
                    layOutKeys(id, task);
                    rows = new RowScope.AllRows();
                }
                Wanted wanted = new Wanted(
                        reconstructor.layersOf(task.past(), tasks.findBase(task)),
                        task.live(),
                        task.drift().staged(),
                        rows,
                        tasks.findBack(task));
                tasks.replace(task.withStaged(reconstructor.stage(id, task.number(), wanted, progress)));
            }
        }
    }

    /** What the journal holds it holds of the columns and by the key that the table has today. */
    private static void requireAsRecorded(Task task, Companion companion) {
        boolean unmapped = task.drift().past().stream().allMatch(PastColumn::isUnchanged);
        if (!unmapped || !task.live().key().equals(companion.table().key())) {
            throw new RestoreException(
                    ErrorCode.REQUEST_INVALID,
                    "Cannot map columns of " + task.live().id() + ", or match its rows by others, from the journal",
                    "Restore from a snapshot, or leave columnMap and matchBy out.");
        }
    }
}
