package io.tillback.jdbc;

import io.tillback.dialect.SchemaSql;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.ForeignKey;
import io.tillback.model.OwnedSequence;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** Reads how the store's tables are built, within a transaction that somebody else opened. */
final class SchemaReader {
    private final SchemaSql sql;

    SchemaReader(SchemaSql sql) {
        this.sql = sql;
    }

    StoreSchema read(Session session) {
        Map<TableId, Parts> tables = readTables(session, UnaryOperator.identity());
        forKnown(session, sql.sequences(), tables, (parts, row) -> parts.sequences.add(sequence(row)));
        ForeignKeysApart apart = readForeignKeys(session, tables);
        List<TableShape> shapes = tables.entrySet().stream()
                .map(entry -> entry.getValue().shape(entry.getKey()))
                .toList();
        List<StoreSchema.Unprotected> unprotected = session.query(
                sql.unprotected(), row -> new StoreSchema.Unprotected(row.getString(1), row.getString(2)));
        return new StoreSchema(shapes, unprotected, apart.ofUnseenTables(), apart.ofPartitions());
    }

    /** @throws RestoreException SCHEMA_CHANGED if the table has another kind, key or other columns by now, or is gone */
    void requireStillSo(Session session, TableShape table) {
        TableId id = table.id();
        boolean isSame = Optional.ofNullable(readTables(session, SchemaReader::ofOne, id.schema(), id.name())
                        .get(id))
                .map(parts -> parts.shape(id))
                .filter(table::isBuiltLike)
                .isPresent();
        if (!isSame) {
            throw new RestoreException(
                    ErrorCode.SCHEMA_CHANGED,
                    "Cannot go on with " + id + ": it was altered since its columns were read",
                    "Try again; a round that is repeated does so by itself.");
        }
    }

    private Map<TableId, Parts> readTables(Session session, UnaryOperator<String> narrow, Object... parameters) {
        Map<TableId, Parts> tables = new LinkedHashMap<>();
        session.query(
                narrow.apply(sql.tables()),
                row -> {
                    if (row.getBoolean(4)) {
                        tables.put(tableAt(row, 1), new Parts(TableShape.Kind.valueOf(row.getString(3))));
                    }
                    return true;
                },
                parameters);
        PartReader columns = (parts, row) -> parts.columns.add(column(row));
        PartReader keys = (parts, row) -> parts.key.add(new ColumnName(row.getString(3)));
        forKnown(session, narrow.apply(sql.columns()), tables, columns, parameters);
        forKnown(session, narrow.apply(sql.keys()), tables, keys, parameters);
        return tables;
    }

    /** Of a query whose rows begin with schema and table, those of one table, in the same order. */
    private static String ofOne(String query) {
        return "SELECT * FROM (\n%s) q (in_schema, in_table) WHERE in_schema = ? AND in_table = ?".formatted(query);
    }

    private static final class Parts {
        private final TableShape.Kind kind;
        private final List<Column> columns = new ArrayList<>();
        private final List<ColumnName> key = new ArrayList<>();
        private final Map<String, ForeignKeyParts> foreignKeys = new LinkedHashMap<>();
        private final List<OwnedSequence> sequences = new ArrayList<>();

        private Parts(TableShape.Kind kind) {
            this.kind = kind;
        }

        private TableShape shape(TableId id) {
            List<ForeignKey> keys = foreignKeys.values().stream()
                    .map(ForeignKeyParts::foreignKey)
                    .toList();
            return new TableShape(id, kind, columns, key, keys, sequences);
        }
    }

    private record ForeignKeyParts(ForeignKey whole, List<ColumnName> fromColumns, List<ColumnName> toColumns) {
        ForeignKey foreignKey() {
            return new ForeignKey(
                    whole.name(),
                    whole.from(),
                    fromColumns,
                    whole.to(),
                    toColumns,
                    whole.timing(),
                    whole.onDelete(),
                    whole.match());
        }
    }

    @FunctionalInterface
    private interface PartReader {
        void read(Parts parts, ResultSet row) throws SQLException;
    }

    /** Rows that begin with schema and table; those of unreadable tables are skipped. */
    private static void forKnown(
            Session session, String query, Map<TableId, Parts> tables, PartReader reader, Object... parameters) {
        session.query(
                query,
                row -> {
                    Parts parts = tables.get(tableAt(row, 1));
                    if (parts != null) {
                        reader.read(parts, row);
                    }
                    return true;
                },
                parameters);
    }

    /** Those that are no part of a table's shape. */
    private record ForeignKeysApart(List<ForeignKey> ofUnseenTables, List<ForeignKey> ofPartitions) {}

    private ForeignKeysApart readForeignKeys(Session session, Map<TableId, Parts> tables) {
        Map<TableId, Parts> unseen = new LinkedHashMap<>();
        Map<TableId, Parts> ofPartitions = new LinkedHashMap<>();
        session.query(sql.foreignKeys(), row -> {
            TableId from = tableAt(row, 2);
            Map<TableId, Parts> seen = row.getBoolean(11) ? ofPartitions : tables;
            Parts parts = (tables.containsKey(from) ? seen : unseen)
                    .computeIfAbsent(from, table -> new Parts(TableShape.Kind.PLAIN));
            ForeignKeyParts key = parts.foreignKeys.computeIfAbsent(row.getString(1), name -> start(name, from, row));
            key.fromColumns().add(new ColumnName(row.getString(4)));
            key.toColumns().add(new ColumnName(row.getString(7)));
            return true;
        });
        return new ForeignKeysApart(foreignKeys(unseen), foreignKeys(ofPartitions));
    }

    private static List<ForeignKey> foreignKeys(Map<TableId, Parts> tables) {
        return tables.values().stream()
                .flatMap(parts -> parts.foreignKeys.values().stream())
                .map(ForeignKeyParts::foreignKey)
                .toList();
    }

    private static ForeignKeyParts start(String name, TableId from, ResultSet row) {
        try {
            ForeignKey whole = new ForeignKey(
                    name,
                    from,
                    List.of(),
                    tableAt(row, 5),
                    List.of(),
                    row.getBoolean(8) ? ForeignKey.CheckTiming.DEFERRABLE : ForeignKey.CheckTiming.EACH_STATEMENT,
                    ForeignKey.OnDelete.valueOf(row.getString(9)),
                    ForeignKey.Match.valueOf(row.getString(10)));
            return new ForeignKeyParts(whole, new ArrayList<>(), new ArrayList<>());
        } catch (SQLException e) {
            throw SqlFailures.translate("read the store's foreign keys", e);
        }
    }

    private static TableId tableAt(ResultSet row, int index) throws SQLException {
        return new TableId(row.getString(index), row.getString(index + 1));
    }

    private static Column column(ResultSet row) throws SQLException {
        return new Column(
                new ColumnName(row.getString(3)),
                row.getString(4),
                row.getBoolean(5) ? Column.Nulls.ALLOWED : Column.Nulls.REFUSED,
                Column.Origin.valueOf(row.getString(6)),
                row.getBoolean(7) ? Column.Order.ORDERED : Column.Order.UNORDERED,
                row.getBoolean(8) ? Column.Omitted.FILLED : Column.Omitted.REFUSED,
                values(row));
    }

    private static Column.Values values(ResultSet row) throws SQLException {
        return new Column.Values(
                row.getString(9),
                row.getBoolean(10) ? Column.Equal.SAME_BYTES : Column.Equal.OTHER_BYTES_TOO,
                row.getString(11),
                Optional.ofNullable(row.getString(12)));
    }

    private static OwnedSequence sequence(ResultSet row) throws SQLException {
        long last = row.getLong(6);
        OptionalLong lastValue = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(last);
        return new OwnedSequence(tableAt(row, 4), new ColumnName(row.getString(3)), lastValue);
    }
}
