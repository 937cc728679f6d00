package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.planRows;
import static io.tillback.dialect.postgresql.Sql.rowsOf;

import io.tillback.dialect.PlanSql.Table;

/**
 * Statements for tables without a key. Of equal rows, those with the highest numbers go, and those that come have the
 * numbers that follow: so a plan's rows say how many equal rows there were.
 */
final class KeylessSql {
    private KeylessSql() {}

    /** Nobody else may write meanwhile: a row without a key cannot be held by itself while others like it come and go. */
    static String lock(Table table) {
        return "LOCK TABLE " + rowsOf(table.live()) + " IN SHARE ROW EXCLUSIVE MODE";
    }

    /** A check of a foreign key locks the row it finds, which takes a lock on the table that this one keeps out. */
    static String lockWithReferences(Table table) {
        return "LOCK TABLE " + rowsOf(table.live()) + " IN EXCLUSIVE MODE";
    }

    /** Planned rows of which there are not as many equals as there were. */
    static String movedRows(Table table) {
        return """
                SELECT p.number, ARRAY[p.k1::text, p.k2::text]
                FROM (
                  SELECT number, action, k1, k2,
                         CASE action
                           WHEN 'REMOVE' THEN max(k2) OVER (PARTITION BY action, k1)
                           ELSE min(k2) OVER (PARTITION BY action, k1) - 1 END AS total
                  FROM %s r
                  WHERE action IN ('CREATE', 'REMOVE')) p
                LEFT JOIN %s ON l.digest = p.k1
                WHERE COALESCE(l.total, 0) <> p.total
                ORDER BY p.number
                LIMIT ?
                """.formatted(rows(table), Identity.of(table).counts("l"));
    }

    /** Where the rows lie that go. Found apart from their removal, which wakes what depends on the store's settings. */
    static String choose(Table table) {
        return """
                CREATE TABLE %s AS
                SELECT d.tableoid AS relation, d.ctid AS place
                FROM %s, %s p
                WHERE p.action = 'REMOVE' AND %s
                """.formatted(
                        chosen(table),
                        Identity.of(table).placed("d"),
                        rows(table),
                        Identity.of(table).planned("d", "p"));
    }

    static String forget(Table table) {
        return "DROP TABLE " + chosen(table);
    }

    private static String chosen(Table table) {
        return "tillback.chosen_" + table.plan() + "_" + table.number();
    }

    static String remove(Table table) {
        return """
                DELETE FROM %s l
                USING %s d
                WHERE l.tableoid = d.relation AND l.ctid = d.place
                """.formatted(rowsOf(table.live()), chosen(table));
    }

    /** After a plan was made from another one: equal rows may have come or gone between the two. */
    static String renumber(Table table) {
        return """
                UPDATE %s p
                SET k2 = n.k2
                FROM (
                  SELECT r.number,
                         COALESCE(l.total, 0) + CASE r.action
                           WHEN 'REMOVE' THEN 1 - row_number() OVER same
                           ELSE row_number() OVER same END AS k2
                  FROM %s r
                  LEFT JOIN %s ON l.digest = r.k1
                  WHERE r.action IN ('CREATE', 'REMOVE')
                  WINDOW same AS (PARTITION BY r.action, r.k1 ORDER BY r.number)) n
                WHERE n.number = p.number
                """.formatted(rows(table), rows(table), Identity.of(table).counts("l"));
    }

    private static String rows(Table table) {
        return planRows(table);
    }
}
