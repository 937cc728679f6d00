package io.tillback.jdbc;

import io.tillback.dialect.Dialect;
import io.tillback.dialect.RebuildSql;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Moment;
import io.tillback.model.OwnedSequence;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.shipment.RebuildTarget;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** Rows are loaded before there is any key, index or trigger. */
public final class JdbcRebuildTarget implements RebuildTarget {
    private static final Set<ErrorCode> REFUSED_VALUE =
            Set.of(ErrorCode.CONSTRAINT_VIOLATED, ErrorCode.VALUE_UNFIT, ErrorCode.DATABASE_FAILED);

    private static final String ATTEMPT = "rebuild the database";

    private final DataSource database;
    private final Dialect dialect;
    private final RebuildSql sql;
    private final BulkCopy copy;

    public JdbcRebuildTarget(DataSource database, Dialect dialect, BulkCopy copy) {
        this.database = database;
        this.dialect = dialect;
        this.sql = dialect.rebuild();
        this.copy = copy;
    }

    @Override
    public boolean includes(Moment later, Moment earlier) {
        try (Session session = Session.open(database, "compare two moments")) {
            return session.queryOne(dialect.journal().includes(), row -> row.getBoolean(1), later.cut(), earlier.cut());
        }
    }

    @Override
    public Work begin() {
        Session session = JournalRows.open(database, dialect, ATTEMPT);
        try {
            session.run(dialect.staging().findStoreFunctions());
            session.query(dialect.makeRoom(), row -> true);
            return new SqlWork(session);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private final class SqlWork implements Work {
        private final Session session;

        private SqlWork(Session session) {
            this.session = session;
        }

        @Override
        public List<TableId> findStanding(Collection<TableId> tables) {
            return tables.stream()
                    .filter(table ->
                            session.queryOne(sql.stands(), row -> row.getBoolean(1), table.schema(), table.name()))
                    .toList();
        }

        @Override
        public Load load(TableShape table, Lines lines) {
            return begin(lines == Lines.NAMED ? sql.copyNamedInto(table) : sql.copyInto(table));
        }

        private Load begin(String copyIn) {
            return new CopyLoad(session, session.translating(() -> copy.copyIn(session.connection(), copyIn)));
        }

        @Override
        public void beginChanges(TableShape table) {
            sql.beginChanges(table).forEach(session::run);
        }

        @Override
        public Load loadChangedKeys(TableShape table, int number) {
            sql.beginStep(table, number).forEach(session::run);
            return begin(sql.copyIntoChangedKeys(table));
        }

        @Override
        public Load loadChangedRows(TableShape table, int number) {
            sql.beginStep(table, number).forEach(session::run);
            return begin(sql.copyIntoChangedRows(table));
        }

        @Override
        public long makeChanges(TableShape table) {
            sql.findLastSteps(table).forEach(session::run);
            long takenOut = session.update(sql.takeOut(table));
            long more = session.update(sql.putIn(table)) - takenOut;
            sql.endChanges().forEach(session::run);
            return more;
        }

        @Override
        public Optional<String> attempt(String statement) {
            return session.translating(() -> {
                Savepoint before = session.connection().setSavepoint();
                try (Statement each = session.connection().createStatement()) {
                    each.execute(statement);
                    session.connection().releaseSavepoint(before);
                    return Optional.empty();
                } catch (SQLException e) {
                    if (SqlFailures.isLost(SqlFailures.stateOf(e))) {
                        throw e;
                    }
                    session.connection().rollback(before);
                    return Optional.of(String.valueOf(e.getMessage()));
                }
            });
        }

        @Override
        public Optional<RestoreException> attempt(Runnable steps) {
            Savepoint before = session.translating(() -> session.connection().setSavepoint());
            try {
                steps.run();
            } catch (RestoreException e) {
                if (!REFUSED_VALUE.contains(e.code())) {
                    throw e;
                }
                session.translating(() -> {
                    session.connection().rollback(before);
                    return true;
                });
                return Optional.of(e);
            }
            session.translating(() -> {
                session.connection().releaseSavepoint(before);
                return true;
            });
            return Optional.empty();
        }

        @Override
        public Optional<String> advance(TableShape table, OwnedSequence sequence) {
            return attempt(sql.advance(table, sequence));
        }

        @Override
        public void commit() {
            session.commit();
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
