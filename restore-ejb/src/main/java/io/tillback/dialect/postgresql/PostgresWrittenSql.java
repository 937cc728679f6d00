package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.planRows;

import io.tillback.dialect.PlanSql.Table;
import io.tillback.dialect.WrittenSql;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Kept rows are in the plan beside those that were written. */
final class PostgresWrittenSql implements WrittenSql {
    @Override
    public String page(Table table) {
        return """
                SELECT w.number, w.action, ARRAY[%s]
                FROM %s w
                WHERE w.number > ? AND w.action <> 'KEEP'
                ORDER BY w.number
                LIMIT ?
                """.formatted(
                        IntStream.rangeClosed(1, Identity.of(table).width())
                                .mapToObj(i -> "w.k" + i + "::text")
                                .collect(Collectors.joining(", ")),
                        planRows(table));
    }

    @Override
    public String find(Table table) {
        return """
                SELECT w.number
                FROM %s w
                WHERE w.action <> 'KEEP' AND %s
                LIMIT 1
                """.formatted(
                        planRows(table),
                        IntStream.range(0, table.live().key().size())
                                .mapToObj(i -> Sql.equal(
                                        table.live().keyColumns().get(i),
                                        "w.k" + (i + 1),
                                        "?::text::"
                                                + table.live()
                                                        .keyColumns()
                                                        .get(i)
                                                        .values()
                                                        .type()))
                                .collect(Collectors.joining(" AND ")));
    }

    /** Upwards to what the table is a part of, downwards to its partitions, and to whatever view selects from one of these. */
    @Override
    public String seenIn() {
        return """
                WITH RECURSIVE shown (written, oid) AS (
                  SELECT c.oid, c.oid
                  FROM json_to_recordset(?::json) AS t (schema text, name text)
                  JOIN pg_namespace n ON n.nspname = t.schema
                  JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.name
                  UNION
                  SELECT s.written, next.oid
                  FROM shown s
                  CROSS JOIN LATERAL (
                    SELECT i.inhparent AS oid
                    FROM pg_inherits i
                    WHERE i.inhrelid = s.oid
                    UNION ALL
                    SELECT i.inhrelid
                    FROM pg_inherits i
                    JOIN pg_class p ON p.oid = i.inhparent
                    WHERE i.inhparent = s.oid AND p.relkind = 'p'
                    UNION ALL
                    SELECT r.ev_class
                    FROM pg_depend d
                    JOIN pg_rewrite r ON r.oid = d.objid
                    JOIN pg_class v ON v.oid = r.ev_class
                    WHERE d.refclassid = 'pg_class'::regclass
                      AND d.refobjid = s.oid
                      AND d.classid = 'pg_rewrite'::regclass
                      AND v.relkind IN ('v', 'm')) next)
                SELECT wn.nspname, w.relname, n.nspname, c.relname
                FROM shown s
                JOIN pg_class w ON w.oid = s.written
                JOIN pg_namespace wn ON wn.oid = w.relnamespace
                JOIN pg_class c ON c.oid = s.oid
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE s.oid <> s.written
                ORDER BY 1, 2, 3, 4
                """;
    }
}
