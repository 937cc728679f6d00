package io.tillback.plan;

import io.tillback.model.PlanId;
import io.tillback.model.TableId;
import java.time.Instant;
import java.util.List;

/** A plan in a list: enough to recognise it. */
public record PlanSummary(
        PlanId id,
        String principal,
        Instant seenAt,
        Instant targetAt,
        List<TableId> tables,
        long rowsToWrite,
        State state) {
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
        return new PlanSummary(id, principal, seenAt, targetAt, tables, rowsToWrite, current);
    }
}
