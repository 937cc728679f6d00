package io.tillback.jdbc;

import io.tillback.dialect.Dialect;
import io.tillback.dialect.JournalSql;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Companion;
import io.tillback.model.Json;
import io.tillback.model.Moment;
import io.tillback.model.Protection;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotSource;
import io.tillback.snapshot.TableRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import javax.sql.DataSource;

/** One transaction holds the consistent view; others join it to copy in parallel. */
public final class JdbcSnapshotSource implements SnapshotSource {
    private static final String ATTEMPT = "copy the store's tables";

    private final DataSource database;
    private final Dialect dialect;
    private final BulkCopy copy;
    private final Protection protection;

    /** Copies every table. */
    public JdbcSnapshotSource(DataSource database, Dialect dialect, BulkCopy copy) {
        this(database, dialect, copy, Protection.ALL);
    }

    public JdbcSnapshotSource(DataSource database, Dialect dialect, BulkCopy copy, Protection protection) {
        this.database = database;
        this.dialect = dialect;
        this.copy = copy;
        this.protection = protection;
    }

    @Override
    public View open() {
        Session session = Session.openReadOnly(database, ATTEMPT);
        try {
            return new SharedView(session);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private final class SharedView implements View {
        private final Session holder;
        private final String name;
        private final Moment moment;
        private final String engine;
        private final StoreSchema schema;

        private SharedView(Session holder) {
            this.holder = holder;
            Exported exported = holder.queryOne(
                    dialect.snapshot().exportView(),
                    row -> new Exported(
                            row.getString(1), new Moment(row.getString(2), Instants.at(row, 3)), row.getString(4)));
            // Only now: the first query of the transaction is the moment, and it tells the time.
            holder.run(dialect.schema().pinSettings());
            this.name = exported.name();
            this.moment = exported.moment();
            this.engine = exported.engine();
            this.schema = protection.of(new SchemaReader(dialect.schema()).read(holder));
        }

        @Override
        public Moment moment() {
            return moment;
        }

        @Override
        public StoreSchema schema() {
            return schema;
        }

        @Override
        public Map<TableId, Manifest.Definition> definitions() {
            Map<TableId, Manifest.Definition> definitions = new HashMap<>();
            holder.query(
                    dialect.schema().definitions(),
                    row -> definitions.put(
                            new TableId(row.getString(1), row.getString(2)),
                            new Manifest.Definition(
                                    List.of((String[]) row.getArray(3).getArray()),
                                    List.of((String[]) row.getArray(4).getArray()))));
            return definitions;
        }

        @Override
        public String engine() {
            return engine;
        }

        /** Asked by one worker at a time, while nothing else uses this connection. */
        @Override
        public long transactionsSoFar() {
            holder.query(dialect.snapshot().forgetStatistics(), row -> true);
            return holder.queryOne(dialect.snapshot().countTransactions(), row -> row.getLong(1));
        }

        @Override
        public Map<TableId, List<TableRange>> ranges(long targetBytes) {
            Map<TableId, List<TableRange>> ranges = new HashMap<>();
            holder.query(dialect.snapshot().relations(), Relation::read)
                    .forEach(relation -> relation.cut(
                            targetBytes, ranges.computeIfAbsent(relation.table(), table -> new ArrayList<>())));
            return ranges;
        }

        @Override
        public String incarnation() {
            return holder.queryOne(dialect.journal().incarnation(), row -> row.getString(1));
        }

        @Override
        public List<Recorded> findRecorded() {
            return holder.query(
                    "SELECT companion, since_cut, since, last_cut FROM tillback.journal ORDER BY number",
                    row -> new Recorded(
                            Json.read(row.getString(1), Companion.class),
                            new Moment(row.getString(2), Instants.at(row, 3)),
                            row.getString(4) == null ? Written.STILL : Written.NO_MORE));
        }

        @Override
        public Set<Integer> findWritten(Moment since) {
            return Set.copyOf(holder.query(dialect.journal().findWritten(), row -> row.getInt(1), since.cut()));
        }

        @Override
        public Reader openReader() {
            Session session = Session.openReadOnly(database, ATTEMPT);
            try {
                session.run(dialect.snapshot().joinView(name));
                session.run(dialect.schema().pinSettings());
                return new SharedReader(session);
            } catch (RuntimeException e) {
                session.close();
                throw e;
            }
        }

        @Override
        public void close() {
            holder.close();
        }
    }

    /** Holds no more locks than those of the piece it copies: a database has thousands of tables and few locks. */
    private final class SharedReader implements Reader {
        private final Session session;

        private SharedReader(Session session) {
            this.session = session;
        }

        @Override
        public void copy(TableShape table, TableRange range, CopySink rows) {
            copy(range.relation(), List.of(range), dialect.snapshot().copyOut(table, range), rows);
            session.run(dialect.snapshot().letGo());
        }

        /** What fails here leaves the transaction as it was: the snapshot itself does not depend on it. */
        @Override
        public void copyChanged(Companion companion, List<TableRange> pieces, Since since, CopySink rows) {
            undone(() -> {
                session.query(dialect.makeRoom(), row -> true);
                session.query(dialect.preferLookups(), row -> true);
                copy(companion.table().id(), pieces, query(companion, since), rows);
            });
        }

        private void undone(Runnable step) {
            session.undone(() -> {
                step.run();
                return true;
            });
        }

        private String query(Companion companion, Since since) {
            JournalSql journal = dialect.journal();
            return switch (since.side()) {
                case THEN -> journal.copyThen(companion, since.moment());
                case NOW -> journal.copyNow(companion, since.moment(), since.slice());
                case GONE -> journal.copyGone(companion, since.moment());
            };
        }

        @Override
        public boolean hasRecords(Companion companion, Moment since) {
            try {
                return session.queryOne(dialect.journal().hasRecords(companion, since), row -> row.getBoolean(1));
            } catch (RestoreException e) {
                throw orGone(companion.table().id(), e);
            }
        }

        @Override
        public void ship(Companion companion, List<TableRange> pieces, Shipped what, CopySink lines) {
            String query = dialect.journal().ship(companion, what.since(), what.part());
            undone(() -> copy(companion.table().id(), pieces, query, lines));
        }

        @Override
        public void shipTransactions(Moment since, CopySink lines) {
            String query = dialect.journal().shipTransactions(since);
            undone(() -> copy(new TableId("tillback", "journal_transaction"), List.of(), query, lines));
        }

        @Override
        public void shipMoments(Moment since, CopySink lines) {
            String query = dialect.journal().shipMoments(since);
            undone(() -> copy(new TableId("tillback", "moment"), List.of(), query, lines));
        }

        /** The pieces are held: what is truncated meanwhile is truncated for older views too. */
        private void copy(TableId table, List<TableRange> pieces, String query, CopySink rows) {
            try {
                pieces.forEach(piece -> session.run(dialect.snapshot().hold(piece.relation())));
                pieces.forEach(this::requireSame);
                session.translating(() -> {
                    copy.copyOut(session.connection(), query, rows);
                    return true;
                });
            } catch (RestoreException e) {
                RestoreException failure = orGone(table, e);
                throw failure.code() == ErrorCode.DATABASE_FAILED ? unreadable(table, failure) : failure;
            }
        }

        /** Tables are dropped for older views too, companions of what was shipped among them. */
        private static RestoreException orGone(TableId table, RestoreException e) {
            return e.getCause() instanceof SQLException cause && SqlFailures.isGone(cause)
                    ? changed(table, "dropped or altered")
                    : e;
        }

        private void requireSame(TableRange range) {
            List<Now> now = session.query(
                    dialect.snapshot().incarnation(range.relation()), row -> new Now(row.getString(1), row.getLong(2)));
            if (now.isEmpty() || !range.incarnation().equals(now.get(0).incarnation())) {
                throw changed(range.relation(), "truncated, rewritten or replaced");
            }
            if (now.get(0).renamedColumns() > 0) {
                throw changed(range.relation(), "altered");
            }
        }

        @Override
        public void close() {
            session.close();
        }
    }

    private record Now(String incarnation, long renamedColumns) {}

    private static RestoreException changed(TableId table, String what) {
        return new RestoreException(
                ErrorCode.SCHEMA_CHANGED,
                "Cannot copy " + table + ": it was " + what + " after the snapshot's moment, and before its turn came",
                "Nothing of the snapshot stays. Take it again while nobody alters the store's tables.");
    }

    /** COPY does not say of which table the value was that it could not read or print. */
    private static RestoreException unreadable(TableId table, RestoreException e) {
        return new RestoreException(
                ErrorCode.DATABASE_FAILED,
                "Cannot copy " + table + ": "
                        + String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()),
                "If a value is not text of the database's encoding, or is damaged, repair it; or leave the table out"
                        + " (tillback.protect.exclude).",
                e);
    }

    private record Exported(String name, Moment moment, String engine) {}

    /** A piece of a table: the table itself, or a partition of it. */
    private record Relation(TableId table, TableId id, long blocks, long bytes, long rows, String incarnation) {
        static Relation read(ResultSet row) throws SQLException {
            return new Relation(
                    new TableId(row.getString(1), row.getString(2)),
                    new TableId(row.getString(3), row.getString(4)),
                    row.getLong(5),
                    row.getLong(6),
                    row.getLong(7),
                    row.getString(8));
        }

        /** Equal numbers of blocks; the last part has no end, since the estimate may be behind the table's growth. */
        void cut(long targetBytes, List<TableRange> ranges) {
            long parts = Math.max(1, Math.min(blocks, (bytes + targetBytes - 1) / targetBytes));
            for (long part = 0; part < parts; part++) {
                ranges.add(new TableRange(
                        ranges.size() + 1,
                        id,
                        incarnation,
                        blocks * part / parts,
                        part == parts - 1 ? OptionalLong.empty() : OptionalLong.of(blocks * (part + 1) / parts),
                        rows / parts,
                        bytes / parts));
            }
        }
    }
}
