package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.all;
import static io.tillback.dialect.postgresql.Sql.field;
import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.liveRows;
import static io.tillback.dialect.postgresql.Sql.planRows;
import static io.tillback.dialect.postgresql.Sql.plannedKey;
import static io.tillback.dialect.postgresql.Sql.plannedKeys;
import static io.tillback.dialect.postgresql.Sql.quote;
import static io.tillback.dialect.postgresql.Sql.row;
import static io.tillback.dialect.postgresql.Sql.rowType;
import static io.tillback.dialect.postgresql.Sql.sameKey;
import static io.tillback.dialect.postgresql.Sql.stage;
import static io.tillback.dialect.postgresql.Sql.unfitMark;

import io.tillback.dialect.PlanSql.Stage;
import io.tillback.dialect.PlanSql.Table;
import io.tillback.model.ColumnName;
import io.tillback.model.ForeignKey;
import io.tillback.model.ForeignKey.OnDelete;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Adds to a plan the rows that foreign keys lead to. Rows that are in the plan already are left as they are. */
final class PostgresFollowSql {
    /**
     * Staged rows that refer to rows the plan creates. A row that is gone is created; a row that is there and refers to
     * nothing, because the database cut it loose, takes its old reference back and nothing else.
     */
    String addDependents(ForeignKey key, Table from, Table to) {
        String type = rowType(from.plan(), from.number());
        List<ColumnName> rowKey = from.live().key();
        String first = quote(rowKey.get(0));
        return """
                INSERT INTO %1$s (number, action, %2$s, live, target)
                SELECT (SELECT COALESCE(max(number), 0) FROM %1$s) + row_number() OVER (ORDER BY %2$s), action, %2$s, live, target
                FROM (
                  SELECT CASE WHEN l.%3$s IS NULL THEN 'CREATE' ELSE 'CHANGE' END AS action, %4$s,
                         CASE WHEN l.%3$s IS NOT NULL THEN %5$s END AS live,
                         CASE WHEN l.%3$s IS NULL THEN %6$s ELSE %7$s END AS target
                  FROM %8$s s
                  LEFT JOIN %9$s l ON %10$s
                  WHERE %11$s
                    AND (l.%3$s IS NULL%12$s)
                    AND EXISTS (SELECT FROM %13$s p WHERE p.action = 'CREATE' AND %14$s)
                    AND NOT EXISTS (SELECT FROM %1$s w WHERE %15$s)) added
                """.formatted(
                        planRows(from),
                        plannedKeys(rowKey.size(), ""),
                        first,
                        stagedKey(rowKey),
                        row(from.columns(), "l", type),
                        row(from.columns(), "s", type),
                        relinked(from, key, type),
                        stage(from.plan(), from.number()),
                        liveRows(from),
                        sameKey(rowKey, "l", "s"),
                        fits(from),
                        key.onDelete() == OnDelete.CUTS_LOOSE
                                ? " OR (" + all(key.fromColumns(), name -> "l." + quote(name) + " IS NULL") + ")"
                                : "",
                        planRows(to),
                        refers(key, "s", "p.target"),
                        plannedKey(rowKey, "s", "w"));
    }

    /** The live row, with the reference of then. */
    private static String relinked(Table from, ForeignKey key, String type) {
        return "ROW("
                + list(from.columns(), name -> (key.fromColumns().contains(name) ? "s." : "l.") + quote(name))
                + ")::" + type;
    }

    /** Parents that the plan knows of but would leave away, then those it does not know of. */
    List<String> addParents(ForeignKey key, Table from, Table to) {
        return List.of(createKept(key, from, to), addParent(key, from, to));
    }

    private static String createKept(ForeignKey key, Table from, Table to) {
        String first = quote(to.live().key().get(0));
        return """
                UPDATE %s w SET action = 'CREATE'
                FROM %s s
                WHERE w.action = 'KEEP' AND w.live IS NOT DISTINCT FROM NULL AND %s
                  AND %s
                  AND NOT EXISTS (SELECT FROM %s l WHERE %s AND l.%s IS NOT NULL)
                  AND %s
                """.formatted(
                        planRows(to),
                        stage(to.plan(), to.number()),
                        plannedKey(to.live().key(), "s", "w"),
                        fits(to),
                        liveRows(to),
                        sameKey(to.live().key(), "l", "s"),
                        first,
                        isReferred(key, from));
    }

    private static String addParent(ForeignKey key, Table from, Table to) {
        String type = rowType(to.plan(), to.number());
        List<ColumnName> rowKey = to.live().key();
        return """
                INSERT INTO %1$s (number, action, %2$s, live, target)
                SELECT (SELECT COALESCE(max(number), 0) FROM %1$s) + row_number() OVER (ORDER BY %2$s), 'CREATE', %2$s, NULL, target
                FROM (
                  SELECT %3$s, %4$s AS target
                  FROM %5$s s
                  WHERE %6$s
                    AND NOT EXISTS (SELECT FROM %7$s l WHERE %8$s)
                    AND NOT EXISTS (SELECT FROM %1$s w WHERE %9$s)
                    AND %10$s) added
                """.formatted(
                        planRows(to),
                        plannedKeys(rowKey.size(), ""),
                        stagedKey(rowKey),
                        row(to.columns(), "s", type),
                        stage(to.plan(), to.number()),
                        fits(to),
                        liveRows(to),
                        sameKey(rowKey, "l", "s"),
                        plannedKey(rowKey, "s", "w"),
                        isReferred(key, from));
    }

    /** Whether a row that the plan writes refers to the staged row. */
    private static String isReferred(ForeignKey key, Table from) {
        return "EXISTS (SELECT FROM %s p WHERE p.action IN ('CREATE', 'CHANGE') AND %s)"
                .formatted(
                        planRows(from),
                        IntStream.range(0, key.fromColumns().size())
                                .mapToObj(
                                        i -> field("p.target", key.fromColumns().get(i)) + " = s."
                                                + quote(key.toColumns().get(i)))
                                .collect(Collectors.joining(" AND ")));
    }

    private static String refers(ForeignKey key, String row, String planned) {
        return IntStream.range(0, key.fromColumns().size())
                .mapToObj(i -> row + "." + quote(key.fromColumns().get(i)) + " = "
                        + field(planned, key.toColumns().get(i)))
                .collect(Collectors.joining(" AND "));
    }

    private static String stagedKey(List<ColumnName> key) {
        return IntStream.range(0, key.size())
                .mapToObj(i -> "s." + quote(key.get(i)) + " AS k" + (i + 1))
                .collect(Collectors.joining(", "));
    }

    private static String fits(Table table) {
        return table.stage() == Stage.MARKED ? "s." + quote(unfitMark(table.columns())) + " IS NULL" : "TRUE";
    }
}
