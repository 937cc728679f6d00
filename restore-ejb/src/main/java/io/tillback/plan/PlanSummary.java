package io.tillback.plan;

import io.tillback.model.PlanId;
import io.tillback.model.TableId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A plan in a list: enough to recognise it.
 *
 * @param principal who asked for it
 * @param replaces the plan in whose place it was made
 */
public record PlanSummary(
        PlanId id,
        String principal,
        Optional<PlanId> replaces,
        Instant seenAt,
        Instant targetAt,
        List<TableId> tables,
        long rowsToWrite,
        State state) {
    public PlanSummary {
        // Plans kept by an earlier version do not say.
        replaces = Objects.requireNonNullElse(replaces, Optional.empty());
        tables = List.copyOf(tables);
    }

    public enum State {
        READY,
        APPLYING,
        /** For some sellers; the rest can be applied later. */
        PARTLY_APPLIED,
        APPLIED,
        /** Its rows have been dropped; it can no longer be previewed or applied. */
        EXPIRED
    }

    public PlanSummary withState(State current) {
        return new PlanSummary(id, principal, replaces, seenAt, targetAt, tables, rowsToWrite, current);
    }
}
