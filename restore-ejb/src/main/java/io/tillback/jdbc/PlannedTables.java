package io.tillback.jdbc;

import io.tillback.dialect.PlanSql;
import io.tillback.dialect.PlanSql.Table;
import io.tillback.model.Part;
import io.tillback.model.PlanId;
import io.tillback.plan.TablePlan;
import io.tillback.plan.TablePlan.Owners;
import java.util.List;

/** A finished plan's tables, as the dialect knows them. */
final class PlannedTables {
    private PlannedTables() {}

    /** Each as a whole. */
    static List<Table> of(PlanId plan, List<TablePlan> tables) {
        return tables.stream().map(table -> of(plan, table, new Part.Whole())).toList();
    }

    static Table of(PlanId plan, TablePlan table, Part part) {
        return new Table(
                plan,
                table.number(),
                table.shape(),
                table.columns(),
                PlanSql.Stage.PLAIN,
                table.isRebuilt() ? PlanSql.Presence.GONE : PlanSql.Presence.LIVE,
                table.owners() == Owners.MARKED ? PlanSql.Owners.MARKED : PlanSql.Owners.UNKNOWN,
                part);
    }
}
