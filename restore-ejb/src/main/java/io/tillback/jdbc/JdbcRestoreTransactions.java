package io.tillback.jdbc;

import io.tillback.apply.LinkLater;
import io.tillback.apply.MissingRight;
import io.tillback.apply.MovedRow;
import io.tillback.apply.Parts;
import io.tillback.apply.Restore;
import io.tillback.apply.Restore.Proof;
import io.tillback.apply.RestoreTransactions;
import io.tillback.dialect.Dialect;
import io.tillback.dialect.PlanSql.Table;
import io.tillback.dialect.RestoreSql;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ColumnName;
import io.tillback.model.ForeignKey;
import io.tillback.model.Json;
import io.tillback.model.OwnedSequence;
import io.tillback.model.Part;
import io.tillback.model.PlanId;
import io.tillback.model.RestoreId;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.RowKey;
import io.tillback.model.TableShape;
import io.tillback.plan.ForeignKeyEffect;
import io.tillback.plan.Plan;
import io.tillback.plan.TablePlan;
import io.tillback.plan.TablePlan.RowCounts;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The restore's transaction in the store's own database, where its record is kept too: both commit, or neither. */
public final class JdbcRestoreTransactions implements RestoreTransactions {
    private final DataSource database;
    private final Dialect dialect;
    private final RestoreSql sql;
    private final Duration lockWait;
    private final LockWaits waits;

    /** @param lockWait how long to wait for a row or table that the store holds, in all attempts together */
    public JdbcRestoreTransactions(DataSource database, Dialect dialect, Duration lockWait) {
        this(database, dialect, lockWait, LockWaits.first(lockWait));
    }

    private JdbcRestoreTransactions(DataSource database, Dialect dialect, Duration lockWait, LockWaits waits) {
        this.waits = waits;
        this.database = database;
        this.dialect = dialect;
        this.sql = dialect.restore();
        this.lockWait = lockWait;
    }

    @Override
    public Work begin(RestoreId restore, PlanId plan, Part part) {
        Session session = Session.open(database, "apply plan " + plan);
        try {
            limitWaits(session, waits.longest());
            session.query(dialect.schema().liftTimeLimits(), row -> true);
            session.query(dialect.makeRoom(), row -> true);
            session.run(sql.refuseHiddenRows());
            String transaction = session.query("""
                            UPDATE tillback.restore
                            SET transaction = pg_current_xact_id()::text
                            WHERE id = ? AND outcome = 'RUNNING'
                            RETURNING transaction
                            """, row -> row.getString(1), restore.value()).stream()
                    .findFirst()
                    .orElseThrow(() -> settledBefore(restore));
            session.query(dialect.freeze().pass(), row -> true);
            Parts earlier = claim(session, plan, part);
            return new SqlWork(session, restore, plan, part, earlier, transaction);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** The database does the waiting, so that a job that is cancelled meanwhile need not wait for it. */
    @Override
    public Optional<RestoreTransactions> again() {
        return waits.next().map(next -> {
            try (Session session = Session.open(database, "wait for the store's locks")) {
                session.query(sql.pause(), row -> true, LockWaits.PAUSE.toMillis());
            }
            return new JdbcRestoreTransactions(database, dialect, lockWait, next);
        });
    }

    private void limitWaits(Session session, Duration longest) {
        session.query(sql.limitLockWait(), row -> true, String.valueOf(longest.toMillis()));
    }

    private static RestoreException settledBefore(RestoreId restore) {
        return new RestoreException(
                ErrorCode.JOB_INTERRUPTED,
                "Cannot begin restore " + restore + ": another server settled it while this one was silent",
                "Nothing was written. Apply the plan again.");
    }

    /** Whoever holds the plan's row is the only one who applies any part of it. */
    private static Parts claim(Session session, PlanId plan, Part part) {
        List<String> states = session.query(
                "SELECT state FROM tillback.plan WHERE id = ? FOR UPDATE", row -> row.getString(1), plan.value());
        if (states.contains("EXPIRED")) {
            throw new RestoreException(
                    ErrorCode.PLAN_NOT_READY,
                    "Cannot apply plan " + plan + ": its rows have been dropped",
                    "Make the plan again.");
        }
        if (states.isEmpty() || states.contains("APPLIED")) {
            throw new RestoreException(
                    ErrorCode.PLAN_ALREADY_APPLIED,
                    "Cannot apply plan " + plan + ": it was applied before",
                    "Look at its restore; make a new plan if there is more to bring back.");
        }
        Parts earlier = new Parts(
                plan,
                session.query(
                        "SELECT part FROM tillback.restore WHERE plan = ? AND outcome = 'COMMITTED'",
                        row -> partOf(row.getString(1)),
                        plan.value()));
        earlier.requireLeft(part);
        return earlier;
    }

    private static Part partOf(@Nullable String json) {
        return json == null ? new Part.Whole() : Json.read(json, Part.class);
    }

    /** The restore's row is locked by its transaction from first to last: whoever gets the lock sees the end. */
    @Override
    public Restore.Outcome lookUp(RestoreId restore) {
        try (Session session = Session.open(database, "look up restore " + restore)) {
            limitWaits(session, lockWait);
            Restore.Outcome recorded = session
                    .query(
                            "SELECT outcome FROM tillback.restore WHERE id = ? FOR UPDATE",
                            row -> Restore.Outcome.valueOf(row.getString(1)),
                            restore.value())
                    .stream()
                    .findFirst()
                    .orElse(Restore.Outcome.ROLLED_BACK);
            return recorded == Restore.Outcome.RUNNING ? Restore.Outcome.ROLLED_BACK : recorded;
        }
    }

    private final class SqlWork implements Work {
        private final Session session;
        private final RestoreId restore;
        private final PlanId plan;
        private final Part part;
        private final Parts earlier;
        private final String transaction;
        private final List<String> wakeTriggers = new ArrayList<>();
        private final PinnedSettings pinned;

        private SqlWork(Session session, RestoreId restore, PlanId plan, Part part, Parts earlier, String transaction) {
            this.session = session;
            this.restore = restore;
            this.plan = plan;
            this.part = part;
            this.earlier = earlier;
            this.transaction = transaction;
            this.pinned = new PinnedSettings(session, dialect.schema());
        }

        private Table table(TablePlan planned) {
            return PlannedTables.of(plan, planned, part);
        }

        @Override
        public RowCounts countPart(TablePlan planned) {
            return count(planned, part);
        }

        @Override
        public long countLeft(TablePlan planned) {
            List<Part> applied = new ArrayList<>(earlier.applied());
            applied.add(part);
            return count(planned, new Parts(plan, applied).rest()).toWrite();
        }

        private RowCounts count(TablePlan planned, Part some) {
            Map<String, Long> counts = new HashMap<>();
            session.query(
                    dialect.plan().countActions(PlannedTables.of(plan, planned, some)),
                    row -> counts.put(row.getString(1), row.getLong(2)));
            return new RowCounts(
                    counts.getOrDefault("CREATE", 0L),
                    counts.getOrDefault("CHANGE", 0L),
                    counts.getOrDefault("REMOVE", 0L),
                    planned.counts().leaveEqual(),
                    counts.getOrDefault("KEEP", 0L),
                    planned.counts().outside());
        }

        @Override
        public ForeignKeyEffect countEffect(ForeignKey key, TableShape from, TableShape to, List<TablePlan> planned) {
            List<Table> tables = planned.stream().map(this::table).toList();
            return pinned.during(() -> new ForeignKeyCounts(session, dialect.plan()).count(key, from, to, tables));
        }

        @Override
        public void run(List<String> statements) {
            if (statements.isEmpty()) {
                return;
            }
            pinned.during(() -> {
                statements.forEach(session::run);
                return true;
            });
        }

        @Override
        public String transaction() {
            return transaction;
        }

        @Override
        public List<MissingRight> findMissingRights(TablePlan planned, StoreTriggers triggers) {
            return new MissingRights(session, sql).of(planned, triggers);
        }

        @Override
        public void lock(TablePlan planned) {
            if (!planned.key().isEmpty()) {
                limitWaits(session, waits.longestWithRows());
            }
            new RowLocks(session, sql, table(planned)).lock(planned.counts());
        }

        @Override
        public List<MovedRow> findMoved(TablePlan planned, int limit) {
            return pinned.during(() -> session.query(
                    sql.movedRows(table(planned)),
                    row -> new MovedRow(row.getLong(1), new RowKey(List.of((String[])
                            row.getArray(2).getArray()))),
                    limit));
        }

        @Override
        public void silenceStoreTriggers(List<TablePlan> tables) {
            for (TablePlan planned : tables) {
                session.query(
                                sql.storeTriggers(),
                                row -> {
                                    wakeTriggers.add(row.getString(2));
                                    return row.getString(1);
                                },
                                planned.table().schema(),
                                planned.table().name())
                        .forEach(session::run);
            }
        }

        @Override
        public boolean attempt(Runnable steps) {
            session.run(sql.deferConstraints());
            Savepoint before = session.translating(() -> session.connection().setSavepoint());
            try {
                steps.run();
                return true;
            } catch (RestoreException e) {
                if (e.code() != ErrorCode.CONSTRAINT_VIOLATED) {
                    throw e;
                }
                session.translating(() -> {
                    session.connection().rollback(before);
                    return true;
                });
                return false;
            }
        }

        @Override
        public long create(TablePlan planned, Set<LinkLater> later) {
            Set<ColumnName> nulls = new HashSet<>();
            later.forEach(link -> nulls.addAll(link.columns()));
            return session.update(sql.create(table(planned), nulls));
        }

        @Override
        public void link(TablePlan planned, LinkLater later) {
            session.update(sql.link(table(planned), later.columns()));
        }

        @Override
        public void unlink(TablePlan planned, LinkLater first) {
            session.update(sql.unlink(table(planned), first.columns()));
        }

        @Override
        public long changeUnmoved(TablePlan planned) {
            limitWaits(session, waits.longestWithRows());
            return new ChangedRows(session, sql, table(planned)).writeUnmoved();
        }

        @Override
        public long change(TablePlan planned, Collisions collisions) {
            return new ChangedRows(session, sql, table(planned)).write(collisions);
        }

        @Override
        public long remove(TablePlan planned) {
            Table table = table(planned);
            if (!planned.key().isEmpty()) {
                return session.update(sql.remove(table));
            }
            pinned.during(() -> session.update(sql.choose(table)));
            long removed = session.update(sql.remove(table));
            session.run(sql.forget(table));
            return removed;
        }

        @Override
        public void advanceSequences(TablePlan planned) {
            if (planned.counts().create() == 0) {
                return;
            }
            for (OwnedSequence sequence : planned.shape().sequences()) {
                session.query(sql.advance(planned.shape(), sequence), row -> true);
            }
        }

        @Override
        public void checkConstraints() {
            session.run(sql.checkConstraints());
        }

        @Override
        public long countProven(TablePlan planned) {
            return pinned.during(() -> session.queryOne(sql.countProven(table(planned)), row -> row.getLong(1)));
        }

        @Override
        public void announce(Plan applied, List<TablePlan> tables) {
            NoticeRows notices = new NoticeRows(session, dialect.written());
            StoreTriggers triggers = applied.request().policy().triggers();
            pinned.during(() -> notices.write(restore, tables, this::table, triggers));
            SellerNoticeRows sellers = new SellerNoticeRows(session, dialect.sellerNotices());
            pinned.during(() -> sellers.write(restore, applied, tables, this::table));
        }

        @Override
        public void record(Proof proof, RowsLeft left) {
            wakeTriggers.forEach(session::run);
            session.update(
                    "UPDATE tillback.plan SET state = ? WHERE id = ?",
                    left == RowsLeft.NONE ? "APPLIED" : "PARTLY_APPLIED",
                    plan.value());
            session.update("""
                    UPDATE tillback.restore
                    SET outcome = 'COMMITTED', finished_at = clock_timestamp(), proof = ?, part = ?
                    WHERE id = ?
                    """, Json.write(proof), Json.write(part), restore.value());
        }

        /** After a lost connection nobody here knows whether the server got as far as the commit. */
        @Override
        public void commit() {
            try {
                session.connection().commit();
            } catch (SQLException e) {
                if (SqlFailures.isLost(SqlFailures.stateOf(e))) {
                    throw new RestoreException(
                            ErrorCode.OUTCOME_UNKNOWN,
                            "Cannot tell whether restore " + restore + " was committed: " + e.getMessage(),
                            "Do not repeat it. Its outcome is looked up as soon as the database answers again.",
                            e);
                }
                throw SqlFailures.translate("commit restore " + restore, e);
            }
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
