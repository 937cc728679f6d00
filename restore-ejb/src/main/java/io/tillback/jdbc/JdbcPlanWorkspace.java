package io.tillback.jdbc;

import io.tillback.dialect.Bound;
import io.tillback.dialect.Dialect;
import io.tillback.dialect.JournalSql;
import io.tillback.dialect.PlanSql;
import io.tillback.dialect.PlanSql.Stage;
import io.tillback.dialect.PlanSql.Table;
import io.tillback.dialect.PlanSql.Width;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ChangesBy;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.Companion;
import io.tillback.model.ForeignKey;
import io.tillback.model.Part;
import io.tillback.model.PastState;
import io.tillback.model.PlanId;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.Conflicts;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.SellerRoute;
import io.tillback.model.TableShape;
import io.tillback.plan.ChangeCounts;
import io.tillback.plan.ChangeGroup;
import io.tillback.plan.ConflictPage;
import io.tillback.plan.ForeignKeyEffect;
import io.tillback.plan.Plan;
import io.tillback.plan.PlanPage;
import io.tillback.plan.PlanWorkspace;
import io.tillback.plan.Planner;
import io.tillback.plan.RowAction;
import io.tillback.plan.RowDifferences;
import io.tillback.plan.SellerRows;
import io.tillback.plan.TablePlan;
import io.tillback.plan.TablePlan.Owners;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
            return new SqlComparison(session, plan, seenAt);
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

    private static PlanPage.Row pageRow(TablePlan table, ResultSet row) throws SQLException {
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

    private final class SqlComparison implements Comparison {
        private final Session session;
        private final PlanId plan;
        private final Instant seenAt;
        private final Set<Integer> rebuilt = new HashSet<>();
        private final FollowedRows followed = new FollowedRows();

        private SqlComparison(Session session, PlanId plan, Instant seenAt) {
            this.session = session;
            this.plan = plan;
            this.seenAt = seenAt;
        }

        @Override
        public Instant seenAt() {
            return seenAt;
        }

        @Override
        public long rebuild(Subject subject, Companion companion, PastState state, RowScope rows, Changed changed) {
            JournalSql journal = dialect.journal();
            int number = subject.number();
            JournalSql.Reach reach = reach(rows, changed);
            stage(companion, state, journal.stageRows(plan, number, companion, state, reach));
            long contradictions = count(journal.countContradictions(plan, number, companion, state));
            if (contradictions > 0) {
                throw new RestoreException(
                        ErrorCode.MOMENT_NOT_COVERED,
                        "Cannot rebuild " + companion.table().id() + " as it was " + state + ": records of "
                                + contradictions + " rows are missing from the journal",
                        "Restore from a snapshot, and find out who removed records from tillback.journal_"
                                + companion.number() + ".");
            }
            boolean takesOut = !state.without().isEmpty();
            long changedAgain = takesOut ? count(journal.countChangedAgain(plan, number, companion)) : 0;
            if (changedAgain > 0 || (takesOut && state.conflicts() == Conflicts.OVERWRITE)) {
                journal.tellConflicts(plan, number, companion, state, reach).forEach(session::run);
            }
            journal.settleStage(plan, number, companion, reach).forEach(session::run);
            rebuilt.add(number);
            return changedAgain;
        }

        /** An enum's values are kept as texts, and may have got other names. */
        private void stage(Companion companion, PastState state, List<String> statements) {
            try {
                statements.forEach(session::run);
            } catch (RestoreException e) {
                if (e.getCause() instanceof SQLException cause && SqlFailures.isBadValue(cause)) {
                    throw new RestoreException(
                            ErrorCode.VALUE_UNFIT,
                            "Cannot rebuild " + companion.table().id() + " as it was " + state + ": "
                                    + cause.getMessage(),
                            "The journal knows a value by the name it had: restore from a snapshot taken before it was renamed.",
                            e);
                }
                throw e;
            }
        }

        private static JournalSql.Reach reach(RowScope rows, Changed changed) {
            boolean listed = rows.match(() -> false, keys -> true, matching -> false);
            if (!listed) {
                return JournalSql.Reach.CHANGED;
            }
            return changed == Changed.OF_THE_WHOLE_TABLE
                    ? JournalSql.Reach.KEYS_AND_CHANGED
                    : JournalSql.Reach.KEYS_LAID_OUT;
        }

        @Override
        public Map<RowAction, Long> compareWithStage(
                Subject subject, RowScope rows, RestorePolicy policy, ColumnScope columns) {
            Table table = table(subject);
            Width width = columns.match(() -> Width.WHOLE_ROWS, some -> Width.SOME_COLUMNS);
            followed.forget(subject.number());
            sql.createPlan(table).forEach(session::run);
            withValues(subject, sql.fillFromStage(table, rows, policy, width));
            sql.indexPlan(table).forEach(session::run);
            return countActions(table);
        }

        @Override
        public EqualAndOutside countEqualAndOutside(Subject subject, RowScope rows) {
            Bound count = sql.countEqualAndOutside(table(subject), rows);
            return session.queryOne(
                    count.sql(),
                    row -> new EqualAndOutside(row.getLong(1), row.getLong(2)),
                    count.parameters().toArray());
        }

        @Override
        public Map<RowAction, Long> compareWithApplied(Subject subject, Planner.Applied applied, TablePlan before) {
            Table table = table(subject);
            sql.createPlan(table).forEach(session::run);
            session.update(
                    sql.fillFromPlan(table, PlannedTables.of(applied.plan().id(), before, applied.part())));
            if (subject.live().key().isEmpty()) {
                session.update(sql.renumber(table));
            }
            sql.indexPlan(table).forEach(session::run);
            return countActions(table);
        }

        @Override
        public long countEqualToApplied(Subject subject, Planner.Applied applied, TablePlan before) {
            return count(sql.countEqualToPlan(
                    table(subject), PlannedTables.of(applied.plan().id(), before, applied.part())));
        }

        @Override
        public void markSellers(Subject subject, SellerRoute route, List<Subject> planned) {
            sql.markSellers(table(subject), route, tables(planned)).forEach(session::run);
        }

        @Override
        public ChangeCounts tellChanges(
                TablePlan table, Companion companion, PastState state, Optional<SellerRoute> route) {
            Table planned = PlannedTables.of(plan, table, new Part.Whole());
            return new PlannedChanges(session, dialect.gap())
                    .count(planned, companion, state, route, followed.lastCompared(table.number()));
        }

        @Override
        public KeyFaults countKeyFaults(Subject subject) {
            return session.queryOne(
                    sql.countKeyFaults(table(subject)), row -> new KeyFaults(row.getLong(1), row.getLong(2)));
        }

        @Override
        public void begin(Subject subject) {
            followed.forget(subject.number());
            sql.createPlan(table(subject)).forEach(session::run);
            sql.indexPlan(table(subject)).forEach(session::run);
        }

        @Override
        public long addDependents(ForeignKey key, Subject from, Subject to) {
            String add = sql.addDependents(key, table(from), table(to));
            return followed.add(key, from.number(), () -> countActions(from), () -> session.update(add));
        }

        @Override
        public long addParents(ForeignKey key, Subject from, Subject to) {
            return sql.addParents(key, table(from), table(to)).stream()
                    .mapToLong(session::update)
                    .sum();
        }

        @Override
        public long skipOrphans(ForeignKey key, TableShape to, List<Subject> planned) {
            Table from = ForeignKeyCounts.find(tables(planned), key.from()).orElseThrow();
            return session.update(sql.skipOrphans(key, from, to, ForeignKeyCounts.find(tables(planned), key.to())));
        }

        @Override
        public long cutOrphansLoose(ForeignKey key, TableShape to, List<Subject> planned, List<ColumnName> columns) {
            Table from = ForeignKeyCounts.find(tables(planned), key.from()).orElseThrow();
            Optional<Table> parents = ForeignKeyCounts.find(tables(planned), key.to());
            return session.update(sql.cutOrphansLoose(key, from, to, parents, columns));
        }

        @Override
        public Map<RowAction, Long> countActions(Subject subject) {
            return countActions(table(subject));
        }

        @Override
        public ForeignKeyEffect countEffect(ForeignKey key, TableShape from, TableShape to, List<Subject> planned) {
            return new ForeignKeyCounts(session, sql).count(key, from, to, tables(planned));
        }

        @Override
        public String digest(TablePlan planned) {
            Table table = PlannedTables.of(plan, planned, new Part.Whole());
            String rows = session.queryOne(sql.digest(table), row -> row.getString(1));
            return planned.owners() == Owners.UNKNOWN
                    ? rows
                    : rows + ":" + session.queryOne(sql.digestSellers(table), row -> row.getString(1));
        }

        @Override
        public void keep() {
            session.commit();
        }

        @Override
        public void close() {
            session.close();
        }

        private Table table(Subject subject) {
            Stage unmarked = rebuilt.contains(subject.number()) ? Stage.CHANGED : Stage.PLAIN;
            Stage stage = subject.unfit().isPresent() ? Stage.MARKED : unmarked;
            return new Table(
                    plan,
                    subject.number(),
                    subject.live(),
                    subject.columns(),
                    stage,
                    subject.presence() == Presence.GONE ? PlanSql.Presence.GONE : PlanSql.Presence.LIVE,
                    PlanSql.Owners.UNKNOWN,
                    new Part.Whole());
        }

        private List<Table> tables(List<Subject> subjects) {
            return subjects.stream().map(this::table).toList();
        }

        private Map<RowAction, Long> countActions(Table table) {
            Map<RowAction, Long> counts = new EnumMap<>(RowAction.class);
            session.query(
                    sql.countActions(table), row -> counts.put(RowAction.valueOf(row.getString(1)), row.getLong(2)));
            return counts;
        }

        private long count(String query) {
            return session.queryOne(query, row -> row.getLong(1));
        }

        /** Without values there is no condition, and whatever fails is not the request's fault. */
        private void withValues(Subject subject, Bound fill) {
            try {
                session.update(fill.sql(), fill.parameters().toArray());
            } catch (RestoreException e) {
                if (!fill.parameters().isEmpty()
                        && e.getCause() instanceof SQLException cause
                        && SqlFailures.isBadCondition(cause)) {
                    throw new RestoreException(
                            ErrorCode.CONDITION_INVALID,
                            "Cannot compare rows of " + subject.live().id() + " by this condition: "
                                    + cause.getMessage(),
                            "Write each value as the database prints it; ask computed columns, and columns newer than the"
                                    + " snapshot, of the live side only.",
                            cause);
                }
                throw e;
            }
        }
    }
}
