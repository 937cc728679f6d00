package io.tillback.jdbc;

import io.tillback.dialect.PlanSql.Table;
import io.tillback.dialect.SellerNoticeSql;
import io.tillback.dialect.SellerNoticeSql.Changes;
import io.tillback.dialect.SellerNoticeSql.Told;
import io.tillback.model.RestoreId;
import io.tillback.plan.Plan;
import io.tillback.plan.TablePlan;
import io.tillback.plan.TablePlan.Owners;
import java.util.List;
import java.util.function.Function;

/** The sellers' notices of a restore, as rows of its own transaction. Costs nothing where no path leads to a seller. */
final class SellerNoticeRows {
    private final Session session;
    private final SellerNoticeSql sql;

    SellerNoticeRows(Session session, SellerNoticeSql sql) {
        this.session = session;
        this.sql = sql;
    }

    /**
     * @param tables of the plan that are written
     * @param planned the rows of a table that are written
     * @return lines written: one for each seller and table
     */
    long write(RestoreId restore, Plan plan, List<TablePlan> tables, Function<TablePlan, Table> planned) {
        List<Told> marked = tables.stream()
                .filter(table -> table.owners() == Owners.MARKED && hasHolders(plan, table))
                .map(table ->
                        new Told(planned.apply(table), plan.knowsChangesOf(table) ? Changes.TOLD : Changes.UNKNOWN))
                .toList();
        return marked.isEmpty()
                ? 0
                : session.update(sql.record(marked), restore.value(), JournalRows.at(plan.targetAt()));
    }

    private boolean hasHolders(Plan plan, TablePlan table) {
        return session.queryOne(
                sql.hasHolders(), row -> row.getBoolean(1), plan.id().value(), String.valueOf(table.number()));
    }
}
