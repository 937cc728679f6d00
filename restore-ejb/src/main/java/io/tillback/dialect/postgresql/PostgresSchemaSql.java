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

    /** Why the rows of a table, or of a partition of it, cannot all be read; null if they can. */
    private static final String HIDDEN = """
            CASE
              WHEN NOT has_schema_privilege(n.oid, 'USAGE') THEN 'the role may not use its schema: grant USAGE'
              WHEN NOT has_table_privilege(c.oid, 'SELECT') THEN 'the role may not read it: grant SELECT'
              WHEN row_security_active(c.oid)
                THEN 'row-level security may hide rows of it from the role: give the role BYPASSRLS'
              WHEN c.relkind = 'p' THEN (
                SELECT format('its partition %s.%s ', pn.nspname, p.relname)
                         || CASE WHEN p.relkind = 'f' THEN 'is a foreign table: its rows live in another database'
                                 ELSE 'cannot be read whole: grant SELECT on it, and BYPASSRLS' END
                FROM pg_partition_tree(c.oid) piece
                JOIN pg_class p ON p.oid = piece.relid
                JOIN pg_namespace pn ON pn.oid = p.relnamespace
                WHERE piece.level > 0
                  AND (p.relkind = 'f' OR NOT has_schema_privilege(pn.oid, 'USAGE')
                    OR NOT has_table_privilege(p.oid, 'SELECT') OR row_security_active(p.oid))
                ORDER BY 1
                LIMIT 1) END
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
                       (
                """ + HIDDEN + ") IS NULL\n" + STORE_TABLES + "WHERE " + IN_STORE
                + "ORDER BY n.nspname COLLATE \"C\", c.relname COLLATE \"C\"";
    }

    /** Equal values of these types are the same bytes, unless their collation says otherwise. */
    private static final String SAME_BYTES = """
            COALESCE(l.collisdeterministic, TRUE) AND (
              b.oid IN ('bool'::regtype, 'bytea'::regtype, '"char"'::regtype, 'name'::regtype,
                'int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'oid'::regtype,
                'text'::regtype, 'varchar'::regtype, 'uuid'::regtype, 'pg_lsn'::regtype,
                'date'::regtype, 'time'::regtype, 'timetz'::regtype, 'timestamp'::regtype,
                'timestamptz'::regtype, 'inet'::regtype, 'cidr'::regtype, 'macaddr'::regtype,
                'macaddr8'::regtype, 'bit'::regtype, 'varbit'::regtype, 'xid8'::regtype)
              OR (b.oid IN ('bpchar'::regtype, 'numeric'::regtype) AND plain.typmod <> -1)),
            """;

    /** The schema in which a type's operators are found, be it on the search path or not. */
    private static final String OPERATORS = """
            CASE WHEN b.typnamespace = 'pg_catalog'::regnamespace THEN 'pg_catalog' ELSE COALESCE((
              SELECT pn.nspname
              FROM pg_opclass o
              JOIN pg_am m ON m.oid = o.opcmethod AND m.amname IN ('btree', 'hash')
              JOIN pg_amop e ON e.amopfamily = o.opcfamily AND e.amoplefttype = b.oid AND e.amoprighttype = b.oid
                AND e.amopstrategy = CASE m.amname WHEN 'btree' THEN 3 ELSE 1 END
              JOIN pg_operator p ON p.oid = e.amopopr
              JOIN pg_namespace pn ON pn.oid = p.oprnamespace
              WHERE o.opcdefault AND o.opcintype = b.oid
              ORDER BY m.amname
              LIMIT 1), 'pg_catalog') END,
            """;

    /** The type of column {@code a} beneath all domains. */
    private static final String PLAIN_TYPE = """
            JOIN pg_type t ON t.oid = a.atttypid
            JOIN LATERAL (
              WITH RECURSIVE base AS (
                SELECT t.oid, t.typtype, t.typbasetype, t.typtypmod, a.atttypmod AS typmod
                UNION ALL
                SELECT u.oid, u.typtype, u.typbasetype, u.typtypmod, base.typtypmod
                FROM base JOIN pg_type u ON base.typtype = 'd' AND u.oid = base.typbasetype)
              SELECT base.oid, base.typmod FROM base WHERE base.typtype <> 'd') plain ON TRUE
            """;

    /** Of a column that refuses nulls: whether it may hold some from before it did. */
    private static final String UNCHECKED_NULLS = """
            EXISTS (
              SELECT FROM pg_constraint u
              WHERE u.conrelid = a.attrelid AND u.contype = 'n' AND u.conkey = ARRAY[a.attnum] AND NOT u.convalidated)
            """;

    /**
     * Whether the index calls values different that the column's own {@code =} calls equal: its collation is another one,
     * or its operators are. The pattern operators have the same {@code =} as the type itself.
     */
    private static final String TELLS_MORE_APART = """
            EXISTS (
              SELECT FROM pg_collation l
              WHERE l.oid = a.attcollation AND l.oid <> i.indcollation[key.position - 1] AND NOT l.collisdeterministic)
            OR EXISTS (
              SELECT FROM pg_opclass o
              JOIN pg_am m ON m.oid = o.opcmethod AND m.amname = 'btree'
              JOIN pg_amop e ON e.amopfamily = o.opcfamily AND e.amopstrategy = 3
                AND e.amoplefttype = o.opcintype AND e.amoprighttype = o.opcintype
              WHERE o.oid = i.indclass[key.position - 1]
                AND NOT (o.opcdefault AND o.opcintype = plain.oid)
                AND NOT EXISTS (
                  SELECT FROM pg_opclass d
                  JOIN pg_amop de ON de.amopfamily = d.opcfamily AND de.amopstrategy = 3
                    AND de.amoplefttype = d.opcintype AND de.amoprighttype = d.opcintype
                  WHERE d.opcdefault AND d.opcmethod = o.opcmethod AND de.amopopr = e.amopopr
                    AND (d.opcintype = plain.oid OR NOT EXISTS (
                      SELECT FROM pg_opclass own
                      WHERE own.opcdefault AND own.opcmethod = o.opcmethod AND own.opcintype = plain.oid))))
            """;

    /** Whether a column refuses nulls says what may be written, be the old rows checked or not. */
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
                       NOT a.attnotnull OR a.atthasdef OR a.attidentity <> '' OR t.typdefault IS NOT NULL,
                       format_type(b.oid, plain.typmod),
                """ + SAME_BYTES + OPERATORS + """
                       CASE WHEN l.oid <> b.typcollation THEN format('%I.%I', ln.nspname, l.collname) END
                """ + STORE_TABLES + """
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                """ + PLAIN_TYPE + """
                JOIN pg_type b ON b.oid = plain.oid
                LEFT JOIN pg_type y ON b.typcategory = 'A' AND y.oid = b.typelem
                LEFT JOIN pg_collation l ON l.oid = a.attcollation
                LEFT JOIN pg_namespace ln ON ln.oid = l.collnamespace
                """ + "WHERE " + IN_STORE
                + "ORDER BY c.oid, a.attnum";
    }

    @Override
    public String keys() {
        return """
                SELECT n.nspname, c.relname, a.attname
                """ + STORE_TABLES + """
                JOIN LATERAL (
                  SELECT i.indkey, i.indnkeyatts
                  FROM pg_index i
                  WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid
                    AND i.indpred IS NULL AND i.indexprs IS NULL
                    AND NOT EXISTS (
                      SELECT FROM unnest((i.indkey::int2[])[0:i.indnkeyatts - 1])
                        WITH ORDINALITY AS key(attnum, position)
                      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = key.attnum
                """ + PLAIN_TYPE + """
                      WHERE NOT a.attnotnull OR a.attgenerated <> '' OR
                """ + UNCHECKED_NULLS + "OR " + TELLS_MORE_APART + """
                      )
                  ORDER BY i.indisprimary DESC, i.indimmediate DESC, i.indnkeyatts, i.indexrelid
                  LIMIT 1) best ON TRUE
                JOIN LATERAL unnest((best.indkey::int2[])[0:best.indnkeyatts - 1]) WITH ORDINALITY AS key(attnum, position)
                  ON TRUE
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = key.attnum
                """ + "WHERE "
                + IN_STORE + "ORDER BY c.oid, key.position";
    }

    /** A partition's columns may lie elsewhere than its table's, but they have the same names. */
    @Override
    public String foreignKeys() {
        return """
                SELECT CASE WHEN f.conrelid = c.oid THEN f.conname::text
                            ELSE format('%s of %s.%s', f.conname, pn.nspname, p.relname) END,
                       n.nspname, c.relname, a.attname, tn.nspname, tc.relname, ta.attname, f.condeferrable,
                       CASE WHEN f.confdeltype = 'c' THEN 'CASCADES' WHEN f.confdeltype IN ('n', 'd') THEN 'CUTS_LOOSE'
                            ELSE 'REFUSES' END,
                       CASE WHEN to_jsonb(f) ->> 'conperiod' = 'true' THEN 'PERIOD' WHEN f.confmatchtype = 'f' THEN 'FULL'
                            ELSE 'SIMPLE' END,
                       f.conrelid <> c.oid
                """ + STORE_TABLES + """
                JOIN pg_constraint f ON COALESCE(pg_partition_root(f.conrelid), f.conrelid) = c.oid
                  AND f.contype = 'f' AND f.conparentid = 0
                  AND COALESCE(to_jsonb(f) ->> 'conenforced', 'true') = 'true'
                JOIN pg_class p ON p.oid = f.conrelid
                JOIN pg_namespace pn ON pn.oid = p.relnamespace
                JOIN pg_class tc ON tc.oid = COALESCE(pg_partition_root(f.confrelid), f.confrelid)
                JOIN pg_namespace tn ON tn.oid = tc.relnamespace
                JOIN LATERAL unnest(f.conkey, f.confkey) WITH ORDINALITY AS key(attnum, toattnum, position) ON TRUE
                JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = key.attnum
                JOIN pg_attribute ta ON ta.attrelid = f.confrelid AND ta.attnum = key.toattnum
                """ + "WHERE " + IN_STORE + "ORDER BY c.oid, f.oid, key.position";
    }

    /**
     * Sequences {@code s} whose numbers are the values of column {@code a}: it is a number that owns the sequence and has no
     * other default, or whose default is the sequence's next value and nothing else.
     */
    private static final String FEEDS = """
            FROM pg_depend d
            LEFT JOIN pg_attrdef f ON d.classid = 'pg_attrdef'::regclass AND f.oid = d.objid
            JOIN pg_class s ON s.relkind = 'S' AND s.oid = CASE WHEN f.oid IS NULL THEN d.objid ELSE d.refobjid END
            JOIN pg_attribute a ON a.attrelid = COALESCE(f.adrelid, d.refobjid)
              AND a.attnum = COALESCE(f.adnum, d.refobjsubid)
            """ + PLAIN_TYPE + """
            WHERE plain.oid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'numeric'::regtype)
              AND ((d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
                  AND d.refobjsubid > 0 AND NOT a.atthasdef)
                OR (d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'n'
                  AND regexp_replace(
                      pg_get_expr(f.adbin, f.adrelid), '^\\((.*)\\)::(smallint|integer|bigint|numeric)$', '\\1')
                    = 'nextval(''' || replace(s.oid::regclass::text, '''', '''''') || '''::regclass)'))
            """;

    @Override
    public String sequences() {
        return """
                SELECT n.nspname, c.relname, a.attname, sn.nspname, s.relname,
                       CASE WHEN has_sequence_privilege(s.oid, 'SELECT, USAGE') THEN pg_sequence_last_value(s.oid) END
                """ + STORE_TABLES + """
                JOIN (
                  SELECT DISTINCT s.oid AS sequence, a.attrelid AS relation, a.attnum
                """ + FEEDS + """
                ) fed ON fed.relation = c.oid
                JOIN pg_class s ON s.oid = fed.sequence
                JOIN pg_namespace sn ON sn.oid = s.relnamespace
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = fed.attnum
                """ + "WHERE " + IN_STORE + "ORDER BY c.oid, a.attnum, s.oid";
    }

    @Override
    public String definitions() {
        return PostgresDefinitionSql.definitions("WHERE " + IN_STORE);
    }

    @Override
    public String unprotected() {
        return """
                SELECT 'table ' || n.nspname || '.' || c.relname, hidden.reason
                """ + STORE_TABLES + "CROSS JOIN LATERAL (SELECT " + HIDDEN + " AS reason) hidden\nWHERE " + IN_STORE
                + """
                  AND hidden.reason IS NOT NULL
                UNION ALL
                SELECT CASE c.relkind WHEN 'f' THEN 'foreign table ' WHEN 'm' THEN 'materialized view ' ELSE 'sequence ' END
                         || n.nspname || '.' || c.relname,
                       CASE c.relkind WHEN 'f' THEN 'its rows live in another database'
                         WHEN 'm' THEN 'it is derived: refresh it after a restore'
                         ELSE 'it feeds no column by itself: its value is neither kept nor set back' END
                """ + STORE_TABLES + """
                WHERE c.relkind IN ('f', 'm', 'S') AND c.relpersistence <> 't'
                  AND n.nspname NOT IN ('information_schema', 'tillback') AND n.nspname !~ '^pg_'
                  AND (c.relkind <> 'S' OR c.oid NOT IN (
                    SELECT s.oid
                """ + FEEDS + """
                  ))
                UNION ALL
                SELECT 'table ' || n.nspname || '.' || c.relname,
                       'it is neither a partition nor a table of its own: end its detaching (DETACH PARTITION ... FINALIZE)'
                """ + STORE_TABLES + """
                JOIN pg_inherits i ON i.inhrelid = c.oid AND i.inhdetachpending
                UNION ALL
                SELECT count(*) || ' temporary tables', 'each belongs to one session and ends with it'
                FROM pg_class c
                WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 't' AND NOT c.relispartition
                HAVING count(*) > 0
                UNION ALL
                SELECT count(*) || ' large objects', 'they are not part of any table: store them in a bytea column'
                FROM pg_largeobject_metadata
                HAVING count(*) > 0
                ORDER BY 1
                """;
    }

    @Override
    public String lockedTables() {
        return """
                SELECT DISTINCT n.nspname || '.' || c.relname
                FROM pg_catalog.pg_locks l
                JOIN pg_catalog.pg_class c ON c.oid = l.relation
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_catalog.pg_database d ON d.oid = l.database
                WHERE d.datname = pg_catalog.current_database()
                  AND l.mode = 'AccessExclusiveLock' AND l.granted AND c.relkind IN ('r', 'p')
                  AND n.nspname <> 'tillback' AND n.nspname !~ '^pg_'
                ORDER BY 1
                LIMIT 5
                """;
    }

    /** All but those that only keep us from seeing less, or from being stopped. */
    @Override
    public String unpinSettings() {
        return """
                SELECT set_config(name, reset_val, TRUE)
                FROM pg_settings
                WHERE name IN ('search_path', 'TimeZone', 'DateStyle', 'IntervalStyle', 'extra_float_digits', 'bytea_output',
                  'xmloption', 'lc_monetary')
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
                """ + liftTimeLimits();
    }

    /** The last of them came with PostgreSQL 17. */
    @Override
    public String liftTimeLimits() {
        return """
                SELECT set_config(name, '0', TRUE)
                FROM pg_settings
                WHERE name IN ('statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')
                """;
    }
}
