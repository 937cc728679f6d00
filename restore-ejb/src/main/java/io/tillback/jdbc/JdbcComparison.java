package io.tillback.jdbc;

import io.tillback.dialect.Bound;
import io.tillback.dialect.Dialect;
import io.tillback.dialect.GapSql;
import io.tillback.dialect.JournalSql;
import io.tillback.dialect.PlanSql;
import io.tillback.dialect.PlanSql.Stage;
import io.tillback.dialect.PlanSql.Table;
import io.tillback.dialect.PlanSql.Width;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.Companion;
import io.tillback.model.ForeignKey;
import io.tillback.model.ForeignKey.OnDelete;
import io.tillback.model.Part;
import io.tillback.model.PastState;
import io.tillback.model.PlanId;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.Conflicts;
import io.tillback.model.RowScope;
import io.tillback.model.SellerRoute;
import io.tillback.model.TableShape;
import io.tillback.plan.ChangeCounts;
import io.tillback.plan.ForeignKeyEffect;
import io.tillback.plan.PlanWorkspace.Changed;
import io.tillback.plan.PlanWorkspace.Comparison;
import io.tillback.plan.PlanWorkspace.EqualAndOutside;
import io.tillback.plan.PlanWorkspace.KeyFaults;
import io.tillback.plan.PlanWorkspace.Presence;
import io.tillback.plan.PlanWorkspace.Subject;
import io.tillback.plan.Planner;
import io.tillback.plan.RowAction;
import io.tillback.plan.TablePlan;
import io.tillback.plan.TablePlan.Owners;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/** Makes the plan's rows in one transaction, of which nothing stays unless it is kept. */
final class JdbcComparison implements Comparison {
    private final Session session;
    private final Dialect dialect;
    private final PlanSql sql;
    private final PlanId plan;
    private final Instant seenAt;
    private final Set<Integer> rebuilt = new HashSet<>();
    private final Set<Integer> contested = new HashSet<>();
    private final FollowedRows followed = new FollowedRows();

    JdbcComparison(Session session, Dialect dialect, PlanId plan, Instant seenAt) {
        this.session = session;
        this.dialect = dialect;
        this.sql = dialect.plan();
        this.plan = plan;
        this.seenAt = seenAt;
    }

    @Override
    public Instant seenAt() {
        return seenAt;
    }

    @Override
    public void rebuild(Subject subject, Companion companion, PastState state, RowScope rows, Changed changed) {
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
        if (isContested(subject, companion, state)) {
            journal.tellConflicts(plan, number, companion, state, reach).forEach(session::run);
            contested.add(number);
        }
        journal.settleStage(plan, number, companion, reach).forEach(session::run);
        rebuilt.add(number);
    }

    private boolean isContested(Subject subject, Companion companion, PastState state) {
        if (state.without().isEmpty()) {
            return false;
        }
        return state.conflicts() == Conflicts.OVERWRITE
                || count(dialect.journal().countChangedAgain(plan, subject.number(), companion)) > 0;
    }

    @Override
    public long keepConflicts(Subject subject, RowScope rows) {
        GapSql gap = dialect.gap();
        return settleConflicts(
                subject,
                table -> rows.match(
                        () -> List.of(),
                        keys -> List.of(gap.dropConflictsOutside(table, rows)),
                        matching -> List.of(gap.dropConflictsOutside(table, rows))));
    }

    @Override
    public long keepPlannedConflicts(Subject subject) {
        return settleConflicts(
                subject, table -> List.of(new Bound(dialect.gap().dropUnplannedConflicts(table), List.of())));
    }

    private long settleConflicts(Subject subject, Function<Table, List<Bound>> drops) {
        if (!contested.contains(subject.number())) {
            return 0;
        }
        Table table = table(subject);
        drops.apply(table)
                .forEach(drop -> session.update(drop.sql(), drop.parameters().toArray()));
        return count(dialect.gap().countContested(table));
    }

    /** An enum's values are kept as texts, and may have got other names. */
    private void stage(Companion companion, PastState state, List<String> statements) {
        try {
            statements.forEach(session::run);
        } catch (RestoreException e) {
            if (e.getCause() instanceof SQLException cause && SqlFailures.isBadValue(cause)) {
                throw new RestoreException(
                        ErrorCode.VALUE_UNFIT,
                        "Cannot rebuild " + companion.table().id() + " as it was " + state + ": " + cause.getMessage(),
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
        session.update(sql.fillFromPlan(table, PlannedTables.of(applied.plan().id(), before, applied.part())));
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
        long relinked = key.onDelete() == OnDelete.CUTS_LOOSE ? addReferences(key, from, to) : 0;
        String add = sql.addDependents(key, table(from), table(to));
        return relinked + followed.add(key, from.number(), () -> countActions(from), () -> session.update(add));
    }

    private long addReferences(ForeignKey key, Subject from, Subject to) {
        OptionalLong compared = followed.lastCompared(from.number());
        return compared.isEmpty()
                ? 0
                : session.update(sql.addReferences(key, table(from), table(to), compared.getAsLong()));
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
        session.query(sql.countActions(table), row -> counts.put(RowAction.valueOf(row.getString(1)), row.getLong(2)));
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
                        "Cannot compare rows of " + subject.live().id() + " by this condition: " + cause.getMessage(),
                        "Write each value as the database prints it; ask computed columns, and columns newer than the"
                                + " snapshot, of the live side only.",
                        cause);
            }
            throw e;
        }
    }
}
