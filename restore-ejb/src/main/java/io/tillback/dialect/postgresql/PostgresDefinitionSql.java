package io.tillback.dialect.postgresql;

/**
 * Writes down how tables are defined, as statements that create them again.
 *
 * <p>Names come out qualified because the search path is pinned; {@code pg_get_…def} is the database's own printer, the
 * one that pg_dump uses. Left out, since they belong to no single table: views, rules, row security policies,
 * publications, comments, statistics.
 */
final class PostgresDefinitionSql {
    private PostgresDefinitionSql() {}

    /** @param inStore condition on table {@code c} in schema {@code n} */
    static String definitions(String inStore) {
        return """
                WITH RECURSIVE piece AS (
                  SELECT c.oid AS root, c.oid, c.relkind, 0 AS depth, ''::text COLLATE "C" AS partition_of
                  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                  %s
                  UNION ALL
                  SELECT piece.root, c.oid, c.relkind, depth + 1,
                         format(' PARTITION OF %%I.%%I %%s', pn.nspname, p.relname, pg_get_expr(c.relpartbound, c.oid)) COLLATE "C"
                  FROM piece
                  JOIN pg_inherits i ON i.inhparent = piece.oid AND piece.relkind = 'p' AND NOT i.inhdetachpending
                  JOIN pg_class c ON c.oid = i.inhrelid
                  JOIN pg_class p ON p.oid = piece.oid
                  JOIN pg_namespace pn ON pn.oid = p.relnamespace),
                named AS (
                  SELECT piece.*, format('%%I.%%I', n.nspname, c.relname) AS name, c.relowner, c.relacl, c.reloptions,
                         c.relpersistence, c.relreplident, c.relrowsecurity, c.relforcerowsecurity
                  FROM piece
                  JOIN pg_class c ON c.oid = piece.oid
                  JOIN pg_namespace n ON n.oid = c.relnamespace),
                statement AS (
                %s)
                SELECT n.nspname, c.relname,
                       COALESCE(array_agg(s.sql ORDER BY s.position, s.depth, s.oid, s.minor) FILTER (WHERE s.position < 50), '{}'),
                       COALESCE(array_agg(s.sql ORDER BY s.position, s.depth, s.oid, s.minor) FILTER (WHERE s.position >= 50), '{}')
                FROM statement s
                JOIN pg_class c ON c.oid = s.root
                JOIN pg_namespace n ON n.oid = c.relnamespace
                GROUP BY n.nspname, c.relname
                """.formatted(
                        inStore,
                        String.join(
                                "UNION ALL\n",
                                sequences(),
                                tables(),
                                owners(),
                                constraints(),
                                indexes(),
                                replicaIdentities(),
                                parents(),
                                triggers(),
                                grants(),
                                rowSecurity()));
    }

    /** Those that serial columns own; identity columns bring their own. */
    private static String sequences() {
        return """
                SELECT t.root, 10 AS position, t.depth, s.oid, 0 AS minor,
                       format('CREATE SEQUENCE IF NOT EXISTS %I.%I AS %s INCREMENT %s MINVALUE %s MAXVALUE %s START %s CACHE %s%s',
                         sn.nspname, s.relname, format_type(q.seqtypid, NULL), q.seqincrement, q.seqmin, q.seqmax, q.seqstart,
                         q.seqcache, CASE WHEN q.seqcycle THEN ' CYCLE' ELSE '' END) AS sql
                FROM named t
                JOIN pg_depend d ON d.refobjid = t.oid AND d.refclassid = 'pg_class'::regclass
                  AND d.classid = 'pg_class'::regclass AND d.deptype = 'a'
                JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
                JOIN pg_namespace sn ON sn.oid = s.relnamespace
                JOIN pg_sequence q ON q.seqrelid = s.oid
                UNION ALL
                SELECT t.root, 30, t.depth, s.oid, 0,
                       format('ALTER SEQUENCE %I.%I OWNED BY %s.%I', sn.nspname, s.relname, t.name, a.attname)
                FROM named t
                JOIN pg_depend d ON d.refobjid = t.oid AND d.refclassid = 'pg_class'::regclass
                  AND d.classid = 'pg_class'::regclass AND d.deptype = 'a'
                JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
                JOIN pg_namespace sn ON sn.oid = s.relnamespace
                JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
                UNION ALL
                SELECT t.root, 55, t.depth, s.oid, 0,
                       format('SELECT setval(pg_get_serial_sequence(%L, %L), %s)', t.name, a.attname,
                         pg_sequence_last_value(s.oid))
                FROM named t
                JOIN pg_depend d ON d.refobjid = t.oid AND d.refclassid = 'pg_class'::regclass
                  AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
                JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
                JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
                -- The condition may be asked before the join: only of sequences, then, and of those that the role may ask.
                WHERE CASE WHEN s.relkind = 'S' THEN
                    CASE WHEN has_sequence_privilege(s.oid, 'SELECT, USAGE') THEN pg_sequence_last_value(s.oid) END
                  END IS NOT NULL
                """;
    }

    private static String tables() {
        return """
                SELECT t.root, 20, t.depth, t.oid, 0,
                       format('CREATE %sTABLE %s%s%s%s%s',
                         CASE t.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END,
                         t.name,
                         t.partition_of,
                         CASE t.partition_of WHEN '' THEN '(' || COALESCE(columns.sql, '') || ')' ELSE '' END,
                         CASE t.relkind WHEN 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(t.oid) ELSE '' END,
                         ' WITH (' || array_to_string(t.reloptions, ', ') || ')')
                FROM named t
                LEFT JOIN LATERAL (
                  SELECT string_agg(
                           format('%I %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
                             CASE WHEN a.attcollation <> y.typcollation THEN format(' COLLATE %I.%I', cn.nspname, l.collname) ELSE '' END,
                             CASE WHEN a.attgenerated <> '' THEN format(' GENERATED ALWAYS AS (%s)%s', pg_get_expr(d.adbin, d.adrelid),
                                    CASE a.attgenerated WHEN 's' THEN ' STORED' ELSE ' VIRTUAL' END)
                                  WHEN a.attidentity = 'a' THEN ' GENERATED ALWAYS AS IDENTITY' || COALESCE(counted.sql, '')
                                  WHEN a.attidentity = 'd' THEN ' GENERATED BY DEFAULT AS IDENTITY' || COALESCE(counted.sql, '')
                                  WHEN d.adbin IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)
                                  ELSE '' END,
                             CASE WHEN a.attnotnull AND unchecked.oid IS NULL THEN ' NOT NULL' ELSE '' END),
                           ', ' ORDER BY a.attnum) AS sql
                  FROM pg_attribute a
                  JOIN pg_type y ON y.oid = a.atttypid
                  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                  LEFT JOIN LATERAL (
                    SELECT format(' (INCREMENT %s MINVALUE %s MAXVALUE %s START %s CACHE %s%s)', q.seqincrement, q.seqmin, q.seqmax,
                             q.seqstart, q.seqcache, CASE WHEN q.seqcycle THEN ' CYCLE' ELSE '' END) AS sql
                    FROM pg_depend i
                    JOIN pg_sequence q ON q.seqrelid = i.objid
                    WHERE i.refclassid = 'pg_class'::regclass AND i.refobjid = a.attrelid AND i.refobjsubid = a.attnum
                      AND i.classid = 'pg_class'::regclass AND i.deptype = 'i') counted ON a.attidentity <> ''
                  LEFT JOIN pg_collation l ON l.oid = a.attcollation
                  LEFT JOIN pg_namespace cn ON cn.oid = l.collnamespace
                  LEFT JOIN pg_constraint unchecked ON unchecked.conrelid = a.attrelid AND unchecked.contype = 'n'
                    AND unchecked.conkey = ARRAY[a.attnum] AND NOT unchecked.convalidated
                  WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped) columns ON TRUE
                """;
    }

    private static String owners() {
        return """
                SELECT t.root, 90, t.depth, t.oid, 0, format('ALTER TABLE %s OWNER TO %I', t.name, pg_get_userbyid(t.relowner))
                FROM named t
                """;
    }

    /**
     * Not null is said with the column, unless old rows may be null; what a partition inherits comes with its parent. A child
     * that inherits otherwise must have its parent's checks before it can be made one. Foreign keys come last.
     */
    private static String constraints() {
        return """
                SELECT t.root, CASE o.contype WHEN 'f' THEN 70 WHEN 'c' THEN 50 ELSE 60 END, t.depth, o.oid, 0,
                       format('ALTER TABLE %s ADD CONSTRAINT %I %s', t.name, o.conname, pg_get_constraintdef(o.oid))
                FROM named t
                JOIN pg_constraint o ON o.conrelid = t.oid
                  AND (o.contype IN ('p', 'u', 'x', 'c', 'f') OR (o.contype = 'n' AND NOT o.convalidated))
                  AND o.conparentid = 0 AND (o.coninhcount = 0 OR (o.contype IN ('c', 'n') AND t.depth = 0))
                """;
    }

    /** The printer says ON ONLY of a partitioned table's index, which would leave the partitions without theirs. */
    private static String indexes() {
        return """
                SELECT t.root, 65, t.depth, i.indexrelid, 0,
                       CASE t.relkind
                         WHEN 'p' THEN head.sql || substr(pg_get_indexdef(i.indexrelid), length(head.sql || 'ONLY ') + 1)
                         ELSE pg_get_indexdef(i.indexrelid) END
                FROM named t
                JOIN pg_index i ON i.indrelid = t.oid
                JOIN pg_class x ON x.oid = i.indexrelid
                CROSS JOIN LATERAL (
                  SELECT format('CREATE %sINDEX %I ON ', CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END, x.relname) AS sql) head
                WHERE NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conindid = i.indexrelid AND o.conrelid = t.oid)
                  AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = i.indexrelid)
                """;
    }

    /** What is told to those who replicate the table: without it they, or its own updates, may fail. */
    private static String replicaIdentities() {
        return """
                SELECT t.root, 67, t.depth, t.oid, 0,
                       format('ALTER TABLE %s REPLICA IDENTITY %s', t.name,
                         CASE t.relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING' ELSE format('USING INDEX %I', x.relname) END)
                FROM named t
                LEFT JOIN pg_index i ON i.indrelid = t.oid AND i.indisreplident
                LEFT JOIN pg_class x ON x.oid = i.indexrelid
                WHERE t.relreplident IN ('f', 'n') OR (t.relreplident = 'i' AND x.oid IS NOT NULL)
                """;
    }

    private static String parents() {
        return """
                SELECT t.root, 68, t.depth, h.inhparent, 0, format('ALTER TABLE %s INHERIT %I.%I', t.name, pn.nspname, p.relname)
                FROM named t
                JOIN pg_inherits h ON h.inhrelid = t.oid AND t.depth = 0
                JOIN pg_class p ON p.oid = h.inhparent
                JOIN pg_namespace pn ON pn.oid = p.relnamespace
                """;
    }

    /** The printer does not say whether a trigger fires. */
    private static String triggers() {
        return """
                SELECT t.root, 80, t.depth, g.oid, said.minor, said.sql
                FROM named t
                JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal AND g.tgparentid = 0
                  AND g.tgname !~ '^!?tillback_'
                CROSS JOIN LATERAL (
                  SELECT 0 AS minor, pg_get_triggerdef(g.oid) AS sql
                  UNION ALL
                  SELECT 1, format('ALTER TABLE %s %s TRIGGER %I', t.name,
                    CASE g.tgenabled WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'DISABLE' END, g.tgname)
                  WHERE g.tgenabled <> 'O') said
                """;
    }

    /** On tables, single columns, and sequences that serial columns own: identity columns ask nobody for a right to theirs. */
    private static String grants() {
        return """
                SELECT t.root, 85, t.depth, t.oid, granted.minor,
                       format('GRANT %s%s ON %s TO %s%s', p.privilege_type, granted.columns, granted.name,
                         CASE p.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(p.grantee)) END,
                         CASE WHEN p.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
                FROM named t
                CROSS JOIN LATERAL (
                  SELECT 0 AS minor, '' AS columns, t.name, t.relacl AS acl
                  UNION ALL
                  SELECT a.attnum, format(' (%I)', a.attname), t.name, a.attacl
                  FROM pg_attribute a
                  WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attacl IS NOT NULL
                  UNION ALL
                  SELECT 2000, '', format('SEQUENCE %I.%I', sn.nspname, s.relname), s.relacl
                  FROM pg_depend d
                  JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
                  JOIN pg_namespace sn ON sn.oid = s.relnamespace
                  WHERE d.refobjid = t.oid AND d.refclassid = 'pg_class'::regclass AND d.classid = 'pg_class'::regclass
                    AND d.deptype = 'a') granted
                CROSS JOIN LATERAL aclexplode(granted.acl) p
                WHERE p.grantee <> t.relowner
                """;
    }

    /** Without its policies it shows rows to nobody but the owner: better than all rows to everybody. */
    private static String rowSecurity() {
        return """
                SELECT t.root, 88, t.depth, t.oid, said.minor, format('ALTER TABLE %s %s ROW LEVEL SECURITY', t.name, said.how)
                FROM named t
                JOIN (VALUES (0, 'ENABLE'), (1, 'FORCE')) said (minor, how)
                  ON (said.how = 'ENABLE' AND t.relrowsecurity) OR (said.how = 'FORCE' AND t.relforcerowsecurity)
                """;
    }
}
