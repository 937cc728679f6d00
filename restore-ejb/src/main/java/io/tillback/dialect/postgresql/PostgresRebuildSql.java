package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.definitions;
import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.literal;
import static io.tillback.dialect.postgresql.Sql.names;
import static io.tillback.dialect.postgresql.Sql.quote;
import static io.tillback.dialect.postgresql.Sql.rowsOf;

import io.tillback.dialect.RebuildSql;
import io.tillback.model.Column;
import io.tillback.model.OwnedSequence;
import io.tillback.model.TableShape;
import java.util.List;

/**
 * The changes of one table after the other lie in the same two tables. Of all that is said about a key only the last step's
 * word counts, so that each row is written once however often it changed.
 */
final class PostgresRebuildSql implements RebuildSql {
    private static final String KEYS = "tillback.rebuild_keys";
    private static final String ROWS = "tillback.rebuild_rows";
    private static final String LAST = "tillback.rebuild_last";

    @Override
    public String stands() {
        return """
                SELECT EXISTS (
                  SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                  WHERE n.nspname = ? AND c.relname = ?)
                """;
    }

    @Override
    public String copyInto(TableShape table) {
        return copy(quote(table.id()), table.storedColumns(), "FORMAT csv, ENCODING 'UTF8'");
    }

    @Override
    public String copyNamedInto(TableShape table) {
        return named(quote(table.id()), table.storedColumns());
    }

    private static String named(String into, List<Column> columns) {
        return copy(into, columns, "FORMAT csv, HEADER, ENCODING 'UTF8'");
    }

    private static String copy(String into, List<Column> columns, String how) {
        String names = columns.isEmpty() ? "" : " (" + list(columns, column -> quote(column.name())) + ")";
        return "COPY %s%s FROM STDIN (%s)".formatted(into, names, how);
    }

    @Override
    public List<String> beginChanges(TableShape table) {
        return List.of(
                "CREATE UNLOGGED TABLE %s (%s, %s integer)"
                        .formatted(KEYS, definitions(table.keyColumns()), step(table)),
                "CREATE UNLOGGED TABLE %s (%s, %s integer)"
                        .formatted(ROWS, definitions(table.storedColumns()), step(table)));
    }

    private static String step(TableShape table) {
        return RecordColumns.free(table, "step");
    }

    @Override
    public List<String> beginStep(TableShape table, int number) {
        String alter = "ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %d";
        return List.of(alter.formatted(KEYS, step(table), number), alter.formatted(ROWS, step(table), number));
    }

    @Override
    public String copyIntoChangedKeys(TableShape table) {
        return named(KEYS, table.keyColumns());
    }

    @Override
    public String copyIntoChangedRows(TableShape table) {
        return named(ROWS, table.storedColumns());
    }

    @Override
    public List<String> findLastSteps(TableShape table) {
        return List.of(
                "CREATE UNLOGGED TABLE %1$s AS SELECT %2$s, max(%3$s) AS %3$s FROM %4$s GROUP BY %2$s"
                        .formatted(LAST, names(table.key()), step(table), KEYS),
                "ANALYZE " + LAST,
                "ANALYZE " + ROWS);
    }

    @Override
    public String takeOut(TableShape table) {
        return "DELETE FROM %s l USING %s k WHERE %s"
                .formatted(rowsOf(table), LAST, Identity.of(table).same("l", "k"));
    }

    @Override
    public String putIn(TableShape table) {
        List<Column> columns = table.storedColumns();
        return "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM %s r JOIN %s k ON %s AND r.%s = k.%s"
                .formatted(
                        quote(table.id()),
                        list(columns, column -> quote(column.name())),
                        list(columns, column -> "r." + quote(column.name())),
                        ROWS,
                        LAST,
                        Identity.of(table).same("r", "k"),
                        step(table),
                        step(table));
    }

    @Override
    public List<String> endChanges() {
        return List.of("DROP TABLE %s, %s, %s".formatted(KEYS, ROWS, LAST));
    }

    /** One that goes round is never further. */
    @Override
    public String advance(TableShape table, OwnedSequence sequence) {
        return """
                SELECT setval(q.seqrelid, %1$d)
                FROM pg_sequence q
                WHERE q.seqrelid = %2$s::regclass
                  AND (q.seqcycle
                    OR pg_sequence_last_value(q.seqrelid) IS NULL
                    OR CASE WHEN q.seqincrement > 0 THEN %1$d > pg_sequence_last_value(q.seqrelid)
                            ELSE %1$d < pg_sequence_last_value(q.seqrelid) END)
                """.formatted(sequence.lastValue().orElseThrow(), nameOf(table, sequence));
    }

    /** An identity column's sequence has the name that the database gave it; others have the name they had. */
    private static String nameOf(TableShape table, OwnedSequence sequence) {
        boolean named = table.findColumn(sequence.column())
                .filter(column -> column.origin() == Column.Origin.WRITTEN)
                .isPresent();
        return named
                ? literal(quote(sequence.sequence()))
                : "pg_get_serial_sequence(%s, %s)"
                        .formatted(
                                literal(quote(table.id())),
                                literal(sequence.column().value()));
    }
}
