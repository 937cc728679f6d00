package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.field;
import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.literal;
import static io.tillback.dialect.postgresql.Sql.names;
import static io.tillback.dialect.postgresql.Sql.planRows;
import static io.tillback.dialect.postgresql.Sql.quote;
import static io.tillback.dialect.postgresql.Sql.row;
import static io.tillback.dialect.postgresql.Sql.rowType;
import static io.tillback.dialect.postgresql.Sql.rowsOf;

import io.tillback.dialect.PlanSql.Table;
import io.tillback.dialect.RestoreSql;
import io.tillback.model.Column;
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
    @Override
    public String limitLockWait() {
        return "SELECT set_config('lock_timeout', ? || 'ms', TRUE)";
    }

    @Override
    public String pause() {
        return "SELECT pg_sleep(? / 1000.0)";
    }

    /** NO KEY: the store may go on inserting rows that refer to these. */
    @Override
    public String lockChanged(Table table) {
        return lock(table, "p.action = 'CHANGE'", "FOR NO KEY UPDATE");
    }

    @Override
    public String lockRemoved(Table table) {
        return lock(table, "p.action = 'REMOVE'", "FOR UPDATE");
    }

    @Override
    public String lockReplaced(Table table, List<ColumnName> replaced) {
        return lock(table, "p.action = 'CHANGE'" + different(replaced), "FOR UPDATE");
    }

    @Override
    public String lockTable(Table table) {
        return KeylessSql.lock(table);
    }

    @Override
    public String lockTableAndReferences(Table table) {
        return KeylessSql.lockWithReferences(table);
    }

    @Override
    public String choose(Table table) {
        return KeylessSql.choose(table);
    }

    @Override
    public String forget(Table table) {
        return KeylessSql.forget(table);
    }

    @Override
    public String refuseHiddenRows() {
        return "SET LOCAL row_security = off";
    }

    private static String lock(Table table, String rows, String strength) {
        return """
                SELECT count(*)
                FROM (
                  SELECT FROM %s l
                  JOIN %s p ON %s
                  WHERE %s
                  ORDER BY p.number
                  %s OF l NOWAIT) locked
                """.formatted(rowsOf(table.live()), rows(table), key(table), rows, strength);
    }

    @Override
    public String movedRows(Table table) {
        Identity identity = Identity.of(table);
        if (!identity.isKey()) {
            return KeylessSql.movedRows(table);
        }
        return """
                SELECT p.number, ARRAY[%s]
                FROM %s p
                LEFT JOIN %s ON %s
                WHERE (p.action IN ('CHANGE', 'REMOVE')
                    AND (%s OR record_image_ne(%s, ROW(%s))))
                  OR (p.action = 'CREATE' AND %s)
                ORDER BY p.number
                LIMIT ?
                """.formatted(
                        IntStream.rangeClosed(1, table.live().key().size())
                                .mapToObj(i -> "p.k" + i + "::text")
                                .collect(Collectors.joining(", ")),
                        rows(table),
                        identity.live("l"),
                        key(table),
                        identity.absent("l"),
                        Sql.image(columns(table), "l"),
                        list(table.columns(), name -> field("p.live", name)),
                        identity.present("l"));
    }

    @Override
    public String missingRights() {
        return PostgresTriggersAndRights.missingRights();
    }

    @Override
    public String missingSequenceRights() {
        return PostgresTriggersAndRights.missingSequenceRights();
    }

    @Override
    public String missingOwners() {
        return PostgresTriggersAndRights.missingOwners();
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
        return PostgresTriggersAndRights.storeTriggers();
    }

    @Override
    public String create(Table table, Set<ColumnName> nulls) {
        return """
                INSERT INTO %s%s
                OVERRIDING SYSTEM VALUE
                SELECT %s
                FROM %s p
                WHERE p.action = 'CREATE'
                ORDER BY p.number
                """.formatted(
                        quote(table.live().id()),
                        table.columns().isEmpty() ? "" : " (" + names(table.columns()) + ")",
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

    /**
     * Keys are equal by the join, and always generated identities are not set by an UPDATE: rows in which either differs
     * are left to {@link #changeKeys} and {@link #replace}.
     */
    @Override
    public String change(Table table, List<ColumnName> replaced) {
        List<ColumnName> settable = settable(table).stream()
                .filter(name -> !table.live().key().contains(name))
                .toList();
        return set(table, "CHANGE", settable, name -> field("p.target", name))
                + same(looseKeys(table))
                + same(replaced);
    }

    /** The predicate is asked of the row that is written: after a wait, of what the other transaction left. */
    @Override
    public String changeUnmoved(Table table) {
        return change(table, List.of()) + " AND "
                + Sql.same(columns(table), column -> Sql.value(column, "l"), valueIn("p.live"));
    }

    @Override
    public String changeKeys(Table table, List<ColumnName> replaced) {
        return set(table, "CHANGE", settable(table), name -> field("p.target", name)) + " AND NOT (TRUE"
                + same(looseKeys(table)) + ")" + same(replaced);
    }

    private static List<ColumnName> settable(Table table) {
        return columns(table).stream()
                .filter(column -> column.origin() != Origin.IDENTITY_ALWAYS)
                .map(Column::name)
                .toList();
    }

    private static List<ColumnName> looseKeys(Table table) {
        return table.live().keyColumns().stream()
                .filter(column -> !column.isEqualOnlyToTheByte())
                .map(Column::name)
                .toList();
    }

    private static String same(List<ColumnName> columns) {
        return columns.isEmpty()
                ? ""
                : " AND record_image_eq(" + fields("p.live", columns) + ", " + fields("p.target", columns) + ")";
    }

    private static String fields(String row, List<ColumnName> columns) {
        return "ROW(" + list(columns, name -> field(row, name)) + ")";
    }

    /**
     * The sort takes all rows out before the first goes in again; a foreign key without an action is asked when the whole
     * statement has ended, and then finds what it refers to.
     */
    @Override
    public String replace(Table table, List<ColumnName> replaced) {
        List<Column> stored = table.live().storedColumns();
        return """
                WITH gone AS (
                  DELETE FROM %s l
                  USING %s p
                  WHERE p.action = 'CHANGE' AND %s%s
                  RETURNING p.number, p.target, l.*::%s AS live)
                INSERT INTO %s (%s)
                OVERRIDING SYSTEM VALUE
                SELECT %s
                FROM gone
                ORDER BY number
                """.formatted(
                rowsOf(table.live()),
                rows(table),
                key(table),
                different(replaced),
                quote(table.live().id()),
                quote(table.live().id()),
                list(stored, column -> quote(column.name())),
                list(
                        stored,
                        column -> field(table.columns().contains(column.name()) ? "target" : "live", column.name())));
    }

    private static String different(List<ColumnName> columns) {
        return " AND record_image_ne(" + fields("p.live", columns) + ", " + fields("p.target", columns) + ")";
    }

    @Override
    public String uniqueColumns() {
        return PostgresConstraintSql.uniqueColumns();
    }

    @Override
    public String referredColumns() {
        return PostgresConstraintSql.referredColumns();
    }

    @Override
    public String actionsOnReplace(Table table, List<ColumnName> replaced) {
        String rows = "%s l JOIN %s p ON %s WHERE p.action = 'CHANGE'%s"
                .formatted(rowsOf(table.live()), rows(table), key(table), different(replaced));
        return PostgresConstraintSql.actionsOn(table.live().id(), rows);
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
        if (!Identity.of(table).isKey()) {
            return KeylessSql.remove(table);
        }
        return """
                DELETE FROM %s l
                USING %s p
                WHERE p.action = 'REMOVE' AND %s
                """.formatted(rowsOf(table.live()), rows(table), key(table));
    }

    /** Values beyond the sequence's maximum were not drawn from it, nor will be. */
    @Override
    public String advance(TableShape table, OwnedSequence sequence) {
        return """
                SELECT setval(%1$s::regclass, used.highest)
                FROM (
                  SELECT max(%2$s)::bigint AS highest
                  FROM %3$s
                  WHERE %2$s <= (SELECT seqmax FROM pg_sequence WHERE seqrelid = %1$s::regclass)) used,
                  %4$s s, pg_sequence d
                WHERE d.seqrelid = %1$s::regclass
                  AND d.seqincrement > 0
                  AND (used.highest > s.last_value OR (used.highest = s.last_value AND NOT s.is_called))
                """.formatted(
                        literal(quote(sequence.sequence())),
                        quote(sequence.column()),
                        quote(table.id()),
                        quote(sequence.sequence()));
    }

    /** Equal bytes need no hash; where equal values may have other bytes, what they print is hashed. */
    @Override
    public String countProven(Table table) {
        Identity identity = Identity.ofRebuilt(table);
        return """
                SELECT count(*)
                FROM %s p
                LEFT JOIN %s ON %s
                WHERE (p.action = 'REMOVE' AND %s)
                   OR (p.action IN ('CREATE', 'CHANGE') AND %s
                    AND ((%s)
                      OR sha256(convert_to(%s::text, 'UTF8')) = sha256(convert_to(p.target::text, 'UTF8'))))
                """.formatted(
                        rows(table),
                        identity.live("l"),
                        key(table),
                        identity.absent("l"),
                        identity.present("l"),
                        Sql.same(columns(table), column -> Sql.value(column, "l"), valueIn("p.target")),
                        row(table.columns(), "l", rowType(table.plan(), table.number())));
    }

    private static Function<Column, String> valueIn(String row) {
        return column -> Sql.field(row, column.name());
    }

    private static String rows(Table table) {
        return planRows(table);
    }

    private static String key(Table table) {
        return Identity.of(table).planned("l", "p");
    }

    private static List<Column> columns(Table table) {
        return table.columns().stream()
                .map(name -> table.live().findColumn(name).orElseThrow())
                .toList();
    }
}
