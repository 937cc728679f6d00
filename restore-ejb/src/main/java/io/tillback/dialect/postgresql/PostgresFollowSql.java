package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.all;
import static io.tillback.dialect.postgresql.Sql.field;
import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.planRows;
import static io.tillback.dialect.postgresql.Sql.plannedKeys;
import static io.tillback.dialect.postgresql.Sql.quote;
import static io.tillback.dialect.postgresql.Sql.row;
import static io.tillback.dialect.postgresql.Sql.rowType;
import static io.tillback.dialect.postgresql.Sql.stage;
import static io.tillback.dialect.postgresql.Sql.unfitMark;

import io.tillback.dialect.PlanSql.Stage;
import io.tillback.dialect.PlanSql.Table;
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
        Identity identity = Identity.of(from);
        return """
                INSERT INTO %1$s (number, action, %2$s, live, target)
                SELECT (SELECT COALESCE(max(number), 0) FROM %1$s) + row_number() OVER (ORDER BY %2$s), action, %2$s, live, target
                FROM (
                  SELECT CASE WHEN %3$s THEN 'CREATE' ELSE 'CHANGE' END AS action, %4$s,
                         CASE WHEN NOT (%3$s) THEN %5$s END AS live,
                         CASE WHEN %3$s THEN %6$s ELSE %7$s END AS target
                  FROM %8$s
                  LEFT JOIN %9$s ON %10$s
                  WHERE %11$s
                    AND (%3$s%12$s)
                    AND EXISTS (SELECT FROM %13$s p WHERE p.action = 'CREATE' AND %14$s)
                    AND NOT EXISTS (SELECT FROM %1$s w WHERE %15$s)) added
                """.formatted(
                        planRows(from),
                        plannedKeys(identity.width(), ""),
                        identity.absent("l"),
                        identity.asPlanned("s"),
                        row(from.columns(), "l", type),
                        row(from.columns(), "s", type),
                        relinked(from, key, type),
                        identity.stage(stage(from.plan(), from.number()), "s"),
                        identity.live("l"),
                        identity.same("l", "s"),
                        fits(from),
                        key.onDelete() == OnDelete.CUTS_LOOSE
                                ? " OR (" + all(key.fromColumns(), name -> "l." + quote(name) + " IS NULL") + ")"
                                : "",
                        planRows(to),
                        refers(key, from, to),
                        identity.planned("s", "w"));
    }

    /** Rows that were cut loose of several others which the plan creates: each key gives back its own reference. */
    String addReferences(ForeignKey key, Table from, Table to, long compared) {
        Identity identity = Identity.of(from);
        return """
                UPDATE %s w SET %s
                FROM %s
                JOIN %s ON %s
                WHERE w.number > %d AND w.action = 'CHANGE' AND %s
                  AND %s
                  AND (%s)
                  AND EXISTS (SELECT FROM %s p WHERE p.action = 'CREATE' AND %s)
                """.formatted(
                        planRows(from),
                        list(key.fromColumns(), name -> "target." + quote(name) + " = s." + quote(name)),
                        identity.stage(stage(from.plan(), from.number()), "s"),
                        identity.live("l"),
                        identity.same("l", "s"),
                        compared,
                        identity.planned("s", "w"),
                        all(key.fromColumns(), name -> "l." + quote(name) + " IS NULL"),
                        key.fromColumns().stream()
                                .map(name -> field("w.target", name) + " IS NULL")
                                .collect(Collectors.joining(" OR ")),
                        planRows(to),
                        refers(key, from, to));
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
        Identity identity = Identity.of(to);
        return """
                UPDATE %s w SET action = 'CREATE'
                FROM %s
                WHERE w.action = 'KEEP' AND w.live IS NOT DISTINCT FROM NULL AND %s
                  AND %s
                  AND NOT EXISTS (SELECT FROM %s WHERE %s AND %s)
                  AND %s
                """.formatted(
                        planRows(to),
                        identity.stage(stage(to.plan(), to.number()), "s"),
                        identity.planned("s", "w"),
                        fits(to),
                        identity.live("l"),
                        identity.same("l", "s"),
                        identity.present("l"),
                        isReferred(key, from, to));
    }

    private static String addParent(ForeignKey key, Table from, Table to) {
        String type = rowType(to.plan(), to.number());
        Identity identity = Identity.of(to);
        return """
                INSERT INTO %1$s (number, action, %2$s, live, target)
                SELECT (SELECT COALESCE(max(number), 0) FROM %1$s) + row_number() OVER (ORDER BY %2$s), 'CREATE', %2$s, NULL, target
                FROM (
                  SELECT %3$s, %4$s AS target
                  FROM %5$s
                  WHERE %6$s
                    AND NOT EXISTS (SELECT FROM %7$s WHERE %8$s)
                    AND NOT EXISTS (SELECT FROM %1$s w WHERE %9$s)
                    AND %10$s) added
                """.formatted(
                        planRows(to),
                        plannedKeys(identity.width(), ""),
                        identity.asPlanned("s"),
                        row(to.columns(), "s", type),
                        identity.stage(stage(to.plan(), to.number()), "s"),
                        fits(to),
                        identity.live("l"),
                        identity.same("l", "s"),
                        identity.planned("s", "w"),
                        isReferred(key, from, to));
    }

    /** Whether a row that the plan writes refers to the staged row. */
    private static String isReferred(ForeignKey key, Table from, Table to) {
        return "EXISTS (SELECT FROM %s p WHERE p.action IN ('CREATE', 'CHANGE') AND %s)"
                .formatted(
                        planRows(from),
                        IntStream.range(0, key.fromColumns().size())
                                .mapToObj(i -> PostgresForeignKeySql.equal(
                                        key,
                                        i,
                                        from.live(),
                                        to.live(),
                                        "s." + quote(key.toColumns().get(i)),
                                        field("p.target", key.fromColumns().get(i))))
                                .collect(Collectors.joining(" AND ")));
    }

    private static String refers(ForeignKey key, Table from, Table to) {
        return IntStream.range(0, key.fromColumns().size())
                .mapToObj(i -> PostgresForeignKeySql.equal(
                        key,
                        i,
                        from.live(),
                        to.live(),
                        field("p.target", key.toColumns().get(i)),
                        "s." + quote(key.fromColumns().get(i))))
                .collect(Collectors.joining(" AND "));
    }

    private static String fits(Table table) {
        return table.stage() == Stage.MARKED ? "s." + quote(unfitMark(table.columns())) + " IS NULL" : "TRUE";
    }
}
