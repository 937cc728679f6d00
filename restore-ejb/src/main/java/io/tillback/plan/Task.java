package io.tillback.plan;

import io.tillback.model.RestoreScope;
import io.tillback.model.TableShape;
import io.tillback.plan.PlanWorkspace.Presence;
import io.tillback.plan.PlanWorkspace.Subject;
import io.tillback.plan.TablePlan.Reason;
import io.tillback.plan.TablePlan.Rebuild;
import io.tillback.snapshot.Manifest;
import io.tillback.timeline.StagedTable;
import java.util.Optional;

/**
 * A table that is being planned.
 *
 * @param past what the snapshot holds of it
 * @param staged once its past is laid out
 */
record Task(
        int number,
        RestoreScope scope,
        Reason reason,
        SchemaDrift drift,
        Manifest.Table past,
        Rebuild rebuild,
        Optional<StagedTable> staged) {
    Task withStaged(StagedTable table) {
        return new Task(number, scope, reason, drift, past, rebuild, Optional.of(table));
    }

    TableShape live() {
        return drift.live();
    }

    Subject subject() {
        return new Subject(
                number,
                live(),
                drift.columns(),
                staged.flatMap(StagedTable::unfit),
                rebuild.first().isEmpty() ? Presence.LIVE : Presence.GONE);
    }
}
