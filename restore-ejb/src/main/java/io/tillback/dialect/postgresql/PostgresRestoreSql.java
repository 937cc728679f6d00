package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.field;
import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.literal;
import static io.tillback.dialect.postgresql.Sql.names;
import static io.tillback.dialect.postgresql.Sql.planRows;
import static io.tillback.dialect.postgresql.Sql.plannedKey;
import static io.tillback.dialect.postgresql.Sql.quote;
import static io.tillback.dialect.postgresql.Sql.row;
import static io.tillback.dialect.postgresql.Sql.rowType;
import static io.tillback.dialect.postgresql.Sql.rowsOf;

import io.tillback.dialect.PlanSql.Table;
import io.tillback.dialect.RestoreSql;
import io.tillback.model.Column.Origin;
import io.tillback.model.ColumnName;
import io.tillback.model.OwnedSequence;
import io.tillback.model.TableShape;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The statements of one restore, all in one transaction. */
final class PostgresRestoreSql implements RestoreSql {
    /**
     * Tillback's own triggers are not the store's: a restore is recorded like any other change. Partitions have triggers
     * of their own, and copies of their parent's, which are altered along with it and put back one by one.
     */
    private static final String STORE_TRIGGERS = """
            FROM pg_trigger t
            JOIN pg_class c ON c.oid = t.tgrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid IN (
                WITH RECURSIVE piece AS (
                  SELECT p.oid, p.relkind
                  FROM pg_class p JOIN pg_namespace pn ON pn.oid = p.relnamespace
                  WHERE pn.nspname = ? AND p.relname = ?
                  UNION ALL
                  SELECT p.oid, p.relkind
                  FROM piece
                  JOIN pg_inherits i ON i.inhparent = piece.oid AND piece.relkind = 'p'
                  JOIN pg_class p ON p.oid = i.inhrelid)
                SELECT oid FROM piece)
              AND NOT t.tgisinternal
              AND t.tgenabled <> 'D'
              AND t.tgname !~ '^tillback_'
            """;

    @Override
    public String limitLockWait() {
        return "SELECT set_config('lock_timeout', ? || 'ms', TRUE)";
    }

    /** NO KEY: the store may go on inserting rows that refer to these. */
    @Override
    public String lockChanged(Table table) {
        return lock(table, "CHANGE", "FOR NO KEY UPDATE");
    }

    @Override
    public String lockRemoved(Table table) {
        return lock(table, "REMOVE", "FOR UPDATE");
    }

    private static String lock(Table table, String action, String strength) {
        return """
                SELECT count(*)
                FROM (
                  SELECT FROM %s l
                  JOIN %s p ON %s
                  WHERE p.action = '%s'
                  ORDER BY p.number
                  %s OF l) locked
                """.formatted(rowsOf(table.live()), rows(table), key(table), action, strength);
    }

    @Override
    public String movedRows(Table table) {
        String first = quote(table.live().key().get(0));
        return """
                SELECT p.number, ARRAY[%s]
                FROM %s p
                LEFT JOIN %s l ON %s
                WHERE (p.action IN ('CHANGE', 'REMOVE')
                    AND (l.%s IS NULL OR record_image_ne(ROW(%s), ROW(%s))))
                  OR (p.action = 'CREATE' AND l.%s IS NOT NULL)
                ORDER BY p.number
                LIMIT ?
                """.formatted(
                        IntStream.rangeClosed(1, table.live().key().size())
                                .mapToObj(i -> "p.k" + i + "::text")
                                .collect(Collectors.joining(", ")),
                        rows(table),
                        rowsOf(table.live()),
                        key(table),
                        first,
                        list(table.columns(), name -> "l." + quote(name)),
                        list(table.columns(), name -> field("p.live", name)),
                        first);
    }

    @Override
    public String missingRights() {
        return """
                SELECT format('%s on %s.%s', need.right, n.nspname, c.relname),
                       format('GRANT %s ON %I.%I TO %I', need.right, n.nspname, c.relname, current_user)
                FROM string_to_array(?, ',') AS needed(rights)
                CROSS JOIN LATERAL unnest(needed.rights) AS need("right")
                JOIN pg_class c ON NOT has_table_privilege(c.oid, need.right)
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = ?
                """;
    }

    @Override
    public String missingSequenceRights() {
        return """
                SELECT format('UPDATE on sequence %s.%s', n.nspname, c.relname),
                       format('GRANT SELECT, UPDATE ON SEQUENCE %I.%I TO %I', n.nspname, c.relname, current_user)
                FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = ?
                  AND NOT (has_sequence_privilege(c.oid, 'SELECT') AND has_sequence_privilege(c.oid, 'UPDATE'))
                """;
    }

    @Override
    public String missingOwners() {
        return """
                SELECT DISTINCT format('ownership of %s.%s, to silence its triggers', n.nspname, c.relname),
                       format('GRANT %I TO %I', pg_get_userbyid(c.relowner), current_user)
                """ + STORE_TRIGGERS + "  AND NOT pg_has_role(c.relowner, 'USAGE')\n";
    }

    @Override
    public String deferConstraints() {
        return "SET CONSTRAINTS ALL DEFERRED";
    }

    @Override
    public String checkConstraints() {
        return "SET CONSTRAINTS ALL IMMEDIATE";
    }

    @Override
    public String storeTriggers() {
        return """
                SELECT format('ALTER TABLE %I.%I DISABLE TRIGGER %I', n.nspname, c.relname, t.tgname),
                       format('ALTER TABLE %I.%I ENABLE %sTRIGGER %I', n.nspname, c.relname,
                         CASE t.tgenabled WHEN 'A' THEN 'ALWAYS ' WHEN 'R' THEN 'REPLICA ' ELSE '' END, t.tgname)
                """ + STORE_TRIGGERS + """
                ORDER BY c.relispartition, c.relkind = 'r', c.oid, t.tgname
                """;
    }

    @Override
    public String create(Table table, Set<ColumnName> nulls) {
        return """
                INSERT INTO %s (%s)
                OVERRIDING SYSTEM VALUE
                SELECT %s
                FROM %s p
                WHERE p.action = 'CREATE'
                ORDER BY p.number
                """.formatted(
                        quote(table.live().id()),
                        names(table.columns()),
                        list(table.columns(), name -> nulls.contains(name) ? "NULL" : field("p.target", name)),
                        rows(table));
    }

    @Override
    public String link(Table table, List<ColumnName> columns) {
        return set(table, "CREATE", columns, name -> field("p.target", name));
    }

    @Override
    public String unlink(Table table, List<ColumnName> columns) {
        return set(table, "REMOVE", columns, name -> "NULL");
    }

    /** Keys are equal by the join; an identity column that is always generated cannot be set by an UPDATE. */
    @Override
    public String change(Table table) {
        List<ColumnName> settable = table.columns().stream()
                .filter(name -> !table.live().key().contains(name))
                .filter(name -> table.live().findColumn(name).orElseThrow().origin() != Origin.IDENTITY_ALWAYS)
                .toList();
        return set(table, "CHANGE", settable, name -> field("p.target", name));
    }

    private static String set(
            Table table, String action, List<ColumnName> columns, Function<ColumnName, String> value) {
        return """
                UPDATE %s l
                SET %s
                FROM %s p
                WHERE p.action = '%s' AND %s
                """.formatted(
                        rowsOf(table.live()),
                        list(columns, name -> quote(name) + " = " + value.apply(name)),
                        rows(table),
                        action,
                        key(table));
    }

    @Override
    public String remove(Table table) {
        return """
                DELETE FROM %s l
                USING %s p
                WHERE p.action = 'REMOVE' AND %s
                """.formatted(rowsOf(table.live()), rows(table), key(table));
    }

    @Override
    public String advance(TableShape table, OwnedSequence sequence) {
        return """
                SELECT setval(%s::regclass, used.highest)
                FROM (SELECT max(%s)::bigint AS highest FROM %s) used, %s s, pg_sequence d
                WHERE d.seqrelid = %s::regclass
                  AND d.seqincrement > 0
                  AND (used.highest > s.last_value OR (used.highest = s.last_value AND NOT s.is_called))
                """.formatted(
                        literal(quote(sequence.sequence())),
                        quote(sequence.column()),
                        quote(table.id()),
                        quote(sequence.sequence()),
                        literal(quote(sequence.sequence())));
    }

    @Override
    public String countProven(Table table) {
        String first = quote(table.live().key().get(0));
        return """
                SELECT count(*)
                FROM %s p
                LEFT JOIN %s l ON %s
                WHERE (p.action = 'REMOVE' AND l.%s IS NULL)
                   OR (p.action IN ('CREATE', 'CHANGE') AND l.%s IS NOT NULL
                    AND sha256(convert_to(%s::text, 'UTF8')) = sha256(convert_to(p.target::text, 'UTF8')))
                """.formatted(
                        rows(table),
                        rowsOf(table.live()),
                        key(table),
                        first,
                        first,
                        row(table.columns(), "l", rowType(table.plan(), table.number())));
    }

    private static String rows(Table table) {
        return planRows(table);
    }

    private static String key(Table table) {
        return plannedKey(table.live().key(), "l", "p");
    }
}
