package io.tillback.jdbc;

import io.tillback.dialect.Dialect;
import io.tillback.dialect.PlanSql;
import io.tillback.dialect.PlanSql.Table;
import io.tillback.model.ChangesBy;
import io.tillback.model.Part;
import io.tillback.model.PlanId;
import io.tillback.model.RowKey;
import io.tillback.plan.ChangeGroup;
import io.tillback.plan.ConflictPage;
import io.tillback.plan.Plan;
import io.tillback.plan.PlanPage;
import io.tillback.plan.PlanWorkspace;
import io.tillback.plan.PlanWorkspace.Comparison;
import io.tillback.plan.RowAction;
import io.tillback.plan.RowDifferences;
import io.tillback.plan.SellerRows;
import io.tillback.plan.TablePlan;
import io.tillback.plan.TablePlan.Owners;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Plans in schema {@code tillback} of the store's own database. */
public final class JdbcPlanWorkspace implements PlanWorkspace {
    private static final String ATTEMPT = "compare the past with the live rows";

    private final DataSource database;
    private final Dialect dialect;
    private final PlanSql sql;

    public JdbcPlanWorkspace(DataSource database, Dialect dialect) {
        this.database = database;
        this.dialect = dialect;
        this.sql = dialect.plan();
    }

    @Override
    public Comparison open(PlanId plan) {
        Session session = Session.openConsistent(database, ATTEMPT);
        try {
            session.run(dialect.schema().pinSettings());
            session.query(dialect.makeRoom(), row -> true);
            Instant seenAt = session.queryOne(sql.now(), row -> Instants.at(row, 1));
            return new JdbcComparison(session, dialect, plan, seenAt);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public PlanPage loadPage(PlanId plan, TablePlan table, Part part, long afterRow, int limit) {
        Table subject = PlannedTables.of(plan, table, part);
        try (Session session = Session.openReadOnly(database, "read the rows of plan " + plan)) {
            session.run(dialect.schema().pinSettings());
            List<PlanPage.Row> rows = session.query(sql.page(subject), row -> pageRow(table, row), afterRow, limit);
            long total = part instanceof Part.Whole
                    ? table.counts().toWrite() + table.counts().leaveDifferent()
                    : session.queryOne(sql.countRows(subject), row -> row.getLong(1));
            return new PlanPage(rows, total);
        }
    }

    static PlanPage.Row pageRow(TablePlan table, ResultSet row) throws SQLException {
        RowAction action = RowAction.valueOf(row.getString(2));
        String[] live = (String[]) row.getArray(4).getArray();
        String[] target = (String[]) row.getArray(5).getArray();
        Boolean[] differs = (Boolean[]) row.getArray(6).getArray();
        List<PlanPage.Cell> cells = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            cells.add(new PlanPage.Cell(table.columns().get(i), Cells.of(live[i]), Cells.of(target[i]), differs[i]));
        }
        RowKey key = new RowKey(List.of((String[]) row.getArray(3).getArray()));
        return new PlanPage.Row(row.getLong(1), action, key, cells);
    }

    @Override
    public List<SellerRows> loadSellers(PlanId plan, List<TablePlan> tables, int limit) {
        if (tables.stream().allMatch(table -> table.owners() == Owners.UNKNOWN)) {
            return List.of();
        }
        try (Session session = Session.openReadOnly(database, "read the sellers of plan " + plan)) {
            return session.query(
                    sql.countSellers(PlannedTables.of(plan, tables)),
                    row -> new SellerRows(Optional.ofNullable(row.getString(1)), row.getLong(2), row.getLong(3)),
                    limit);
        }
    }

    @Override
    public List<ChangeGroup> loadChanges(PlanId plan, List<TablePlan> tables, ChangesBy common, int limit) {
        if (tables.isEmpty()) {
            return List.of();
        }
        try (Session session = Session.openReadOnly(database, "read the changes of plan " + plan)) {
            return new PlannedChanges(session, dialect.gap()).load(PlannedTables.of(plan, tables), common, limit);
        }
    }

    @Override
    public Optional<ChangeGroup> findWorst(PlanId plan, List<TablePlan> tables) {
        try (Session session = Session.openReadOnly(database, "look for the worst transaction of plan " + plan)) {
            return new PlannedChanges(session, dialect.gap()).findWorst(PlannedTables.of(plan, tables));
        }
    }

    @Override
    public ConflictPage loadConflicts(PlanId plan, TablePlan table, long after, int limit) {
        try (Session session = Session.openReadOnly(database, "read the conflicts of plan " + plan)) {
            session.run(dialect.schema().pinSettings());
            return new PlannedChanges(session, dialect.gap())
                    .loadConflicts(PlannedTables.of(plan, table, new Part.Whole()), after, limit);
        }
    }

    @Override
    public RowDifferences loadDifferences(Plan before, TablePlan then, Plan after, TablePlan now, int limit) {
        String query = sql.differing(
                PlannedTables.of(before.id(), then, new Part.Whole()),
                PlannedTables.of(after.id(), now, new Part.Whole()));
        try (Session session = Session.openReadOnly(database, "compare plan " + after.id() + " with " + before.id())) {
            session.run(dialect.schema().pinSettings());
            return DifferingRows.load(session, query, now.table(), limit);
        }
    }

    @Override
    public void drop(PlanId plan) {
        Drops.run(database, sql.dropsOf(), plan);
    }
}
