package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.literal;

import io.tillback.model.TableId;

/** Asks the catalog which constraints a restore has to mind as it writes. */
final class PostgresConstraintSql {
    private PostgresConstraintSql() {}

    static String uniqueColumns() {
        return """
                SELECT DISTINCT a.attname
                FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_index i ON i.indrelid = c.oid AND (i.indisunique OR i.indisexclusion)
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND (
                  a.attnum = ANY (i.indkey) OR EXISTS (
                    SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
                      AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND d.refobjsubid = a.attnum))
                WHERE n.nspname = ? AND c.relname = ?
                """;
    }

    /** A partition's foreign keys count as its table's. */
    static String referredColumns() {
        return """
                SELECT DISTINCT a.attname
                FROM pg_constraint f
                JOIN pg_class c ON c.oid = COALESCE(pg_partition_root(f.confrelid), f.confrelid)
                JOIN pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = ANY (f.confkey)
                WHERE f.contype = 'f' AND n.nspname = ? AND c.relname = ?
                """;
    }

    /**
     * Foreign keys to a table whose action fires where rows go, each with a query that counts who refers to them.
     *
     * @param going FROM and WHERE of the rows, alias {@code l}
     */
    static String actionsOn(TableId table, String going) {
        String rows = """
                SELECT count(*) FROM %%s f WHERE EXISTS (
                  SELECT FROM %s AND %%s)
                """.formatted(escaped(going));
        return """
                SELECT f.conname, format('%%s.%%s', fn.nspname, fc.relname),
                       format(%s, format('%%I.%%I', fn.nspname, fc.relname), string_agg(
                         format('l.%%I OPERATOR(%%I.%%s) f.%%I%%s', ta.attname, o.nspname, e.oprname, a.attname, l.clause), ' AND '))
                FROM pg_constraint f
                JOIN pg_class fc ON fc.oid = f.conrelid
                JOIN pg_namespace fn ON fn.oid = fc.relnamespace
                JOIN pg_class c ON c.oid = COALESCE(pg_partition_root(f.confrelid), f.confrelid)
                JOIN pg_namespace n ON n.oid = c.relnamespace
                CROSS JOIN LATERAL unnest(f.conkey, f.confkey, f.conpfeqop) AS key(attnum, toattnum, operator)
                JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = key.attnum
                JOIN pg_attribute ta ON ta.attrelid = f.confrelid AND ta.attnum = key.toattnum
                JOIN pg_operator e ON e.oid = key.operator
                JOIN pg_namespace o ON o.oid = e.oprnamespace
                LEFT JOIN LATERAL (
                  SELECT format(' COLLATE %%I.%%I', cn.nspname, co.collname) AS clause
                  FROM pg_collation co
                  JOIN pg_namespace cn ON cn.oid = co.collnamespace
                  WHERE co.oid = ta.attcollation AND a.attcollation NOT IN (co.oid, 0)) l ON TRUE
                WHERE f.contype = 'f' AND f.conparentid = 0 AND f.confdeltype <> 'a'
                  AND COALESCE(to_jsonb(f) ->> 'conenforced', 'true') = 'true'
                  AND n.nspname = %s AND c.relname = %s
                GROUP BY f.oid, f.conname, fn.nspname, fc.relname
                """.formatted(literal(rows), literal(table.schema()), literal(table.name()));
    }

    /** For {@code format}. */
    private static String escaped(String sql) {
        return sql.replace("%", "%%");
    }
}
