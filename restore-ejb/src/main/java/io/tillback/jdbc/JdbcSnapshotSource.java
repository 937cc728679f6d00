package io.tillback.jdbc;

import io.tillback.dialect.Dialect;
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
import javax.sql.DataSource;

/** One transaction holds the consistent view; others join it to copy in parallel. */
public final class JdbcSnapshotSource implements SnapshotSource {
    private static final String ATTEMPT = "copy the store's tables";
    private static final int TABLES_PER_LOCK = 500;

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
        List<TableId> known = protection.of(new JdbcLiveSchema(database, dialect).load()).tables().stream()
                .map(TableShape::id)
                .toList();
        Session session = Session.openReadOnly(database, ATTEMPT);
        try {
            session.run(dialect.schema().pinSettings());
            share(session, known);
            return new SharedView(session, known);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private void share(Session session, List<TableId> tables) {
        for (int from = 0; from < tables.size(); from += TABLES_PER_LOCK) {
            session.run(dialect.snapshot()
                    .shareTables(tables.subList(from, Math.min(tables.size(), from + TABLES_PER_LOCK))));
        }
    }

    private final class SharedView implements View {
        private final Session holder;
        private final String name;
        private final Moment moment;
        private final String engine;
        private final StoreSchema schema;

        private SharedView(Session holder, List<TableId> shared) {
            this.holder = holder;
            Exported exported = holder.queryOne(
                    dialect.snapshot().exportView(),
                    row -> new Exported(
                            row.getString(1), new Moment(row.getString(2), Instants.at(row, 3)), row.getString(4)));
            this.name = exported.name();
            this.moment = exported.moment();
            this.engine = exported.engine();
            this.schema = protection.of(new SchemaReader(dialect.schema()).read(holder));
            share(
                    holder,
                    schema.tables().stream()
                            .map(TableShape::id)
                            .filter(table -> !shared.contains(table))
                            .toList());
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
        public List<TableRange> ranges(TableShape table, long targetBytes) {
            List<Relation> relations = holder.query(
                    dialect.snapshot().relations(),
                    Relation::read,
                    table.id().schema(),
                    table.id().name());
            List<TableRange> ranges = new ArrayList<>();
            for (Relation relation : relations) {
                relation.cut(targetBytes, ranges);
            }
            return ranges;
        }

        @Override
        public void copy(TableShape table, TableRange range, CopySink rows) {
            try (Session session = Session.openReadOnly(database, ATTEMPT)) {
                session.run(dialect.snapshot().joinView(name));
                session.run(dialect.schema().pinSettings());
                session.translating(() -> {
                    copy.copyOut(session.connection(), dialect.snapshot().copyOut(table, range), rows);
                    return true;
                });
            }
        }

        @Override
        public void close() {
            holder.close();
        }
    }

    private record Exported(String name, Moment moment, String engine) {}

    /** A table or partition that stores rows. */
    private record Relation(TableId id, long blocks, long bytes, long rows) {
        static Relation read(ResultSet row) throws SQLException {
            return new Relation(
                    new TableId(row.getString(1), row.getString(2)), row.getLong(3), row.getLong(4), row.getLong(5));
        }

        /** Equal numbers of blocks; the last part has no end, since the estimate may be behind the table's growth. */
        void cut(long targetBytes, List<TableRange> ranges) {
            long parts = Math.max(1, Math.min(blocks, (bytes + targetBytes - 1) / targetBytes));
            for (long part = 0; part < parts; part++) {
                ranges.add(new TableRange(
                        ranges.size() + 1,
                        id,
                        blocks * part / parts,
                        part == parts - 1 ? OptionalLong.empty() : OptionalLong.of(blocks * (part + 1) / parts),
                        rows / parts,
                        bytes / parts));
            }
        }
    }
}
