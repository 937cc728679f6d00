package io.tillback.dialect.postgresql;

import io.tillback.dialect.SchemaSql;

/** Reads {@code pg_catalog}. */
final class PostgresSchemaSql implements SchemaSql {
    /** The store's own tables, alias {@code c} with its schema {@code n}: no system's, no partitions, no temporary ones. */
    private static final String STORE_TABLES = """
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            """;

    private static final String IN_STORE = """
            c.relkind IN ('r', 'p')
              AND NOT c.relispartition
              AND c.relpersistence <> 't'
              AND n.nspname NOT IN ('information_schema', 'tillback')
              AND n.nspname !~ '^pg_'
            """;

    /**
     * Why the role cannot read all rows of {@code c}, or null. A part of a table is read by its own name, so it needs
     * rights of its own.
     */
    private static final String UNREADABLE = """
            (
              SELECT CASE
                  WHEN NOT has_schema_privilege(r.relnamespace, 'USAGE')
                    THEN format('the role may not use its schema: GRANT USAGE ON SCHEMA %I TO %I', rn.nspname, current_user)
                  WHEN NOT has_table_privilege(r.oid, 'SELECT')
                    THEN format('the role may not read it: GRANT SELECT ON %I.%I TO %I', rn.nspname, r.relname, current_user)
                  ELSE format('row-level security hides rows from the role: ALTER ROLE %I BYPASSRLS', current_user) END
              FROM (SELECT c.oid UNION SELECT relid FROM pg_partition_tree(c.oid)) AS piece(oid)
              JOIN pg_class r ON r.oid = piece.oid
              JOIN pg_namespace rn ON rn.oid = r.relnamespace
              WHERE NOT has_schema_privilege(r.relnamespace, 'USAGE')
                 OR NOT has_table_privilege(r.oid, 'SELECT')
                 OR row_security_active(r.oid)
              ORDER BY r.oid <> c.oid, r.oid
              LIMIT 1)
            """;

    @Override
    public String server() {
        return """
                SELECT 'PostgreSQL ' || current_setting('server_version'),
                       current_setting('server_version_num')::integer >= 140000, 'PostgreSQL 14 or newer',
                       current_user::text, current_database()::text,
                       COALESCE(
                         (SELECT has_schema_privilege(n.oid, 'CREATE') FROM pg_namespace n WHERE n.nspname = 'tillback'),
                         has_database_privilege(current_database(), 'CREATE'))
                """;
    }

    @Override
    public String tables() {
        return """
                SELECT n.nspname, c.relname,
                       CASE c.relkind WHEN 'p' THEN 'PARTITIONED' ELSE 'PLAIN' END,
                       IS_READABLE
                """.replace("IS_READABLE", UNREADABLE.strip() + " IS NULL") + STORE_TABLES + "WHERE " + IN_STORE
                + "ORDER BY n.nspname COLLATE \"C\", c.relname COLLATE \"C\"";
    }

    @Override
    public String columns() {
        return """
                SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
                       CASE WHEN a.attgenerated <> '' THEN 'GENERATED'
                            WHEN a.attidentity = 'a' THEN 'IDENTITY_ALWAYS'
                            WHEN a.attidentity = 'd' THEN 'IDENTITY_BY_DEFAULT'
                            ELSE 'WRITTEN' END,
                       b.typtype IN ('e', 'r', 'm', 'c') OR y.typtype IN ('e', 'r', 'm', 'c') OR EXISTS (
                         SELECT FROM pg_opclass o
                         JOIN pg_am m ON m.oid = o.opcmethod AND m.amname = 'btree'
                         WHERE o.opcdefault
                           AND (o.opcintype = COALESCE(y.oid, b.oid) OR o.opcintype IN (
                             SELECT k.casttarget
                             FROM pg_cast k
                             WHERE k.castsource = COALESCE(y.oid, b.oid) AND k.castmethod = 'b' AND k.castcontext = 'i'))),
                       NOT a.attnotnull OR a.atthasdef OR a.attidentity <> '' OR t.typdefault IS NOT NULL
                """ + STORE_TABLES + """
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                JOIN pg_type t ON t.oid = a.atttypid
                JOIN pg_type b ON b.oid = (
                  WITH RECURSIVE base AS (
                    SELECT t.oid, t.typtype, t.typbasetype
                    UNION ALL
                    SELECT u.oid, u.typtype, u.typbasetype
                    FROM base JOIN pg_type u ON base.typtype = 'd' AND u.oid = base.typbasetype)
                  SELECT base.oid FROM base WHERE base.typtype <> 'd')
                LEFT JOIN pg_type y ON b.typcategory = 'A' AND y.oid = b.typelem
                """ + "WHERE " + IN_STORE + "ORDER BY c.oid, a.attnum";
    }

    @Override
    public String keys() {
        return """
                SELECT n.nspname, c.relname, a.attname
                """ + STORE_TABLES + """
                JOIN LATERAL (
                  SELECT i.indkey, i.indnkeyatts
                  FROM pg_index i
                  WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate
                    AND i.indpred IS NULL AND i.indexprs IS NULL
                    AND NOT EXISTS (
                      SELECT FROM unnest((i.indkey::int2[])[0:i.indnkeyatts - 1]) AS key(attnum)
                      JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = key.attnum
                      WHERE NOT k.attnotnull OR k.attgenerated <> '')
                  ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid
                  LIMIT 1) best ON TRUE
                JOIN LATERAL unnest((best.indkey::int2[])[0:best.indnkeyatts - 1]) WITH ORDINALITY AS key(attnum, position)
                  ON TRUE
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = key.attnum
                """ + "WHERE " + IN_STORE + "ORDER BY c.oid, key.position";
    }

    @Override
    public String foreignKeys() {
        return """
                SELECT f.conname, n.nspname, c.relname, a.attname, tn.nspname, tc.relname, ta.attname, f.condeferrable,
                       CASE WHEN f.confdeltype = 'c' THEN 'CASCADES' WHEN f.confdeltype IN ('n', 'd') THEN 'CUTS_LOOSE'
                            ELSE 'REFUSES' END,
                       CASE f.confmatchtype WHEN 'f' THEN 'FULL' ELSE 'SIMPLE' END
                """ + STORE_TABLES + """
                JOIN pg_constraint f ON f.conrelid = c.oid AND f.contype = 'f' AND f.conparentid = 0
                JOIN pg_class tc ON tc.oid = f.confrelid
                JOIN pg_namespace tn ON tn.oid = tc.relnamespace
                JOIN LATERAL unnest(f.conkey, f.confkey) WITH ORDINALITY AS key(attnum, toattnum, position) ON TRUE
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = key.attnum
                JOIN pg_attribute ta ON ta.attrelid = tc.oid AND ta.attnum = key.toattnum
                """ + "WHERE " + IN_STORE + "ORDER BY c.oid, f.oid, key.position";
    }

    @Override
    public String sequences() {
        return """
                SELECT n.nspname, c.relname, a.attname, sn.nspname, s.relname,
                       CASE WHEN has_sequence_privilege(s.oid, 'USAGE, SELECT') THEN pg_sequence_last_value(s.oid) END
                """ + STORE_TABLES + """
                JOIN pg_depend d ON d.refobjid = c.oid AND d.refclassid = 'pg_class'::regclass
                  AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
                JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
                JOIN pg_namespace sn ON sn.oid = s.relnamespace
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
                """ + "WHERE " + IN_STORE + "ORDER BY c.oid, a.attnum";
    }

    @Override
    public String definitions() {
        return PostgresDefinitionSql.definitions("WHERE " + IN_STORE);
    }

    @Override
    public String unprotected() {
        return """
                SELECT 'table ' || n.nspname || '.' || c.relname, unreadable.reason
                """ + STORE_TABLES + "CROSS JOIN LATERAL " + UNREADABLE.strip() + " AS unreadable(reason)\nWHERE "
                + IN_STORE + """
                UNION ALL
                SELECT CASE c.relkind WHEN 'f' THEN 'foreign table ' ELSE 'materialized view ' END
                         || n.nspname || '.' || c.relname,
                       CASE c.relkind WHEN 'f' THEN 'its rows live in another database'
                         ELSE 'it is derived: refresh it after a restore' END
                """ + STORE_TABLES + """
                WHERE c.relkind IN ('f', 'm') AND n.nspname NOT IN ('information_schema', 'tillback') AND n.nspname !~ '^pg_'
                UNION ALL
                SELECT count(*) || ' large objects', 'they are not part of any table: store them in a bytea column'
                FROM pg_largeobject_metadata
                HAVING count(*) > 0
                ORDER BY 1
                """;
    }

    @Override
    public String pinSettings() {
        return """
                SET LOCAL search_path = pg_catalog;
                SET LOCAL TimeZone = 'UTC';
                SET LOCAL DateStyle = 'ISO, YMD';
                SET LOCAL IntervalStyle = 'postgres';
                SET LOCAL extra_float_digits = 1;
                SET LOCAL bytea_output = 'hex';
                SET LOCAL xmloption = 'content';
                SET LOCAL lc_monetary = 'C';
                SET LOCAL row_security = off;
                SET LOCAL statement_timeout = 0;
                SET LOCAL idle_in_transaction_session_timeout = 0
                """;
    }
}
