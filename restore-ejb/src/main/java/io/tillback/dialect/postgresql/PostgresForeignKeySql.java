package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.field;
import static io.tillback.dialect.postgresql.Sql.planRows;
import static io.tillback.dialect.postgresql.Sql.quote;

import io.tillback.dialect.PlanSql.Table;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.ForeignKey;
import io.tillback.model.TableShape;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Asks what a plan does to foreign keys, before anything is written. Partly null references refer to nothing. */
final class PostgresForeignKeySql {
    /**
     * Rows the plan leaves alone that refer to a value it takes away. A removed row takes along what the plan does not have;
     * what it does not have of a changed row stays, and of a created row nobody knows it.
     */
    String countDanglingDependents(ForeignKey key, TableShape fromLive, Optional<Table> from, Table to) {
        List<String> referring =
                key.fromColumns().stream().map(name -> "f." + quote(name)).toList();
        return """
                SELECT count(*)
                FROM %s
                WHERE EXISTS (
                    SELECT FROM %s
                    WHERE v.action IN ('REMOVE', 'CHANGE') AND %s)
                  AND NOT EXISTS (
                    SELECT FROM %s
                    WHERE n.action IN ('CREATE', 'CHANGE') AND %s)%s
                """.formatted(
                from.map(Identity::of).orElseGet(() -> Identity.of(fromLive)).live("f"),
                withReferred(key, to, "v"),
                pairs(key, fromLive, to, referring, "v", "live"),
                withReferred(key, to, "n"),
                pairs(key, fromLive, to, referring, "n", "target"),
                from.map(planned -> exceptRewritten(key, planned)).orElse(""));
    }

    /** Planned rows, each with its live row, alias {@code o}, where columns that the key refers to are not in the plan. */
    private static String withReferred(ForeignKey key, Table to, String alias) {
        boolean planned = new HashSet<>(to.columns()).containsAll(key.toColumns());
        return planRows(to) + " " + alias
                + (planned
                        ? ""
                        : "\n    JOIN %s ON %s"
                                .formatted(
                                        Identity.of(to).live("o"),
                                        Identity.of(to).perhapsPlanned("o", alias)));
    }

    /** Dependents that the plan removes, or points elsewhere, do not count. */
    private static String exceptRewritten(ForeignKey key, Table from) {
        boolean rewrites = new HashSet<>(from.columns()).containsAll(key.fromColumns());
        String elsewhere = rewrites
                ? " OR (r.action = 'CHANGE' AND record_image_ne(ROW(%s), ROW(%s)))"
                        .formatted(
                                Sql.list(key.fromColumns(), name -> field("r.target", name)),
                                Sql.list(key.fromColumns(), name -> field("r.live", name)))
                : "";
        return """

                  AND NOT EXISTS (
                    SELECT FROM %s r
                    WHERE %s AND (r.action = 'REMOVE'%s))
                """.formatted(planRows(from), Identity.of(from).planned("f", "r"), elsewhere);
    }

    /** Rows the plan writes that refer to a value nobody will have. */
    String countMissingParents(ForeignKey key, Table from, TableShape toLive, Optional<Table> to) {
        return "SELECT count(*) FROM " + orphans(key, from, toLive, to);
    }

    String skipOrphans(ForeignKey key, Table from, TableShape toLive, Optional<Table> to) {
        return """
                UPDATE %s w SET action = 'KEEP'
                WHERE w.number IN (SELECT p.number FROM %s)
                """.formatted(planRows(from), orphans(key, from, toLive, to));
    }

    String cutOrphansLoose(
            ForeignKey key, Table from, TableShape toLive, Optional<Table> to, List<ColumnName> columns) {
        return """
                UPDATE %s w SET %s
                WHERE w.number IN (SELECT p.number FROM %s)
                """.formatted(
                        planRows(from),
                        Sql.list(columns, name -> "target." + quote(name) + " = NULL"),
                        orphans(key, from, toLive, to));
    }

    /** FROM and WHERE of planned rows, alias {@code p}, whose parents would not exist. */
    private static String orphans(ForeignKey key, Table from, TableShape toLive, Optional<Table> to) {
        List<String> referring = key.fromColumns().stream()
                .map(name -> from.columns().contains(name) ? field("p.target", name) : "f." + quote(name))
                .toList();
        String liveRow = from.columns().containsAll(key.fromColumns())
                ? ""
                : "LEFT JOIN %s ON %s"
                        .formatted(
                                Identity.of(from).live("f"), Identity.of(from).planned("f", "p"));
        return """
                %s p
                %s
                WHERE p.action IN ('CREATE', 'CHANGE')
                  AND %s
                  AND NOT EXISTS (
                    SELECT FROM %s
                    WHERE %s%s)%s
                """.formatted(
                planRows(from),
                liveRow,
                PostgresPlanSql.allNotNull(referring),
                to.map(Identity::of).orElseGet(() -> Identity.of(toLive)).live("t"),
                IntStream.range(0, referring.size())
                        .mapToObj(i -> equal(
                                key,
                                i,
                                from.live(),
                                toLive,
                                "t." + quote(key.toColumns().get(i)),
                                referring.get(i)))
                        .collect(Collectors.joining(" AND ")),
                to.map(PostgresForeignKeySql::exceptRemoved).orElse(""),
                to.filter(planned -> new HashSet<>(planned.columns()).containsAll(key.toColumns()))
                        .map(planned -> exceptPlanned(key, from, planned, referring))
                        .orElse(""));
    }

    private static String exceptRemoved(Table to) {
        return " AND NOT EXISTS (SELECT FROM %s g WHERE g.action = 'REMOVE' AND %s)"
                .formatted(planRows(to), Identity.of(to).planned("t", "g"));
    }

    private static String exceptPlanned(ForeignKey key, Table from, Table to, List<String> referring) {
        return """

                  AND NOT EXISTS (
                    SELECT FROM %s n
                    WHERE n.action IN ('CREATE', 'CHANGE') AND %s)
                """.formatted(planRows(to), pairs(key, from.live(), to, referring, "n", "target"));
    }

    private static String pairs(
            ForeignKey key, TableShape from, Table to, List<String> referring, String alias, String side) {
        return IntStream.range(0, referring.size())
                .mapToObj(i -> equal(
                        key,
                        i,
                        from,
                        to.live(),
                        referred(to, key.toColumns().get(i), alias + "." + side),
                        referring.get(i)))
                .collect(Collectors.joining(" AND "));
    }

    private static String referred(Table to, ColumnName name, String planned) {
        return to.columns().contains(name) ? field(planned, name) : "o." + quote(name);
    }

    /** As the types at both ends have it; where they differ, as the database finds it. The collation is the parent's. */
    static String equal(ForeignKey key, int i, TableShape from, TableShape to, String referred, String referring) {
        Column toColumn = to.findColumn(key.toColumns().get(i)).orElseThrow();
        Column fromColumn = from.findColumn(key.fromColumns().get(i)).orElseThrow();
        String found = referring + collation(fromColumn.values(), toColumn.values());
        return toColumn.values().operators().equals(fromColumn.values().operators())
                ? Sql.equal(toColumn, referred, found)
                : referred + " = " + found;
    }

    private static String collation(Column.Values from, Column.Values to) {
        return from.collation().equals(to.collation())
                ? ""
                : " COLLATE " + to.collation().orElse("pg_catalog.\"default\"");
    }
}
