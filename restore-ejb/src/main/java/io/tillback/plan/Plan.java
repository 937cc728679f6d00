package io.tillback.plan;

import io.tillback.model.PlanId;
import io.tillback.model.RestoreRequest;
import io.tillback.model.TableId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a restore would do, to the row: the very plan that is previewed is the one that is applied.
 *
 * @param targetAt the moment whose state comes back, UTC
 * @param seenAt the moment at which the live rows were looked at, UTC
 * @param tables in the request's order
 * @param foreignKeys those the plan touches
 * @param drift what was built otherwise then, and what the plan makes of it
 * @param fingerprint identifies the plan's rows and request; 64 hexadecimal digits
 */
public record Plan(
        PlanId id,
        RestoreRequest request,
        Instant targetAt,
        Instant seenAt,
        List<TablePlan> tables,
        List<ForeignKeyEffect> foreignKeys,
        List<Drift> drift,
        DataGap gap,
        String fingerprint) {
    public Plan {
        tables = List.copyOf(tables);
        foreignKeys = List.copyOf(foreignKeys);
        // Plans kept by an earlier version do not say.
        drift = List.copyOf(Objects.requireNonNullElse(drift, List.of()));
    }

    public Optional<TablePlan> findTable(TableId table) {
        return tables.stream().filter(plan -> plan.table().equals(table)).findFirst();
    }

    /** Whether every change to a table since the target is recorded, and told apart. */
    public boolean knowsChangesOf(TablePlan table) {
        return gap.changes().stream().anyMatch(changes -> changes.table().equals(table.table()));
    }

    /** Rows that an apply would write, over all tables. */
    public long rowsToWrite() {
        return tables.stream().mapToLong(table -> table.counts().toWrite()).sum();
    }

    /** The foreign keys that stand in the way of an apply. */
    public List<ForeignKeyEffect> blockers() {
        return foreignKeys.stream().filter(ForeignKeyEffect::blocks).toList();
    }
}
