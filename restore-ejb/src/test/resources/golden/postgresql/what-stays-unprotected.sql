SELECT 'table ' || n.nspname || '.' || c.relname, hidden.reason
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (SELECT CASE
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
 AS reason) hidden
WHERE c.relkind IN ('r', 'p')
  AND NOT c.relispartition
  AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('information_schema', 'tillback')
  AND n.nspname !~ '^pg_'
  AND hidden.reason IS NOT NULL
UNION ALL
SELECT CASE c.relkind WHEN 'f' THEN 'foreign table ' WHEN 'm' THEN 'materialized view ' ELSE 'sequence ' END
         || n.nspname || '.' || c.relname,
       CASE c.relkind WHEN 'f' THEN 'its rows live in another database'
         WHEN 'm' THEN 'it is derived: refresh it after a restore'
         ELSE 'it feeds no column by itself: its value is neither kept nor set back' END
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('f', 'm', 'S') AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('information_schema', 'tillback') AND n.nspname !~ '^pg_'
  AND (c.relkind <> 'S' OR c.oid NOT IN (
    SELECT s.oid
FROM pg_depend d
LEFT JOIN pg_attrdef f ON d.classid = 'pg_attrdef'::regclass AND f.oid = d.objid
JOIN pg_class s ON s.relkind = 'S' AND s.oid = CASE WHEN f.oid IS NULL THEN d.objid ELSE d.refobjid END
JOIN pg_attribute a ON a.attrelid = COALESCE(f.adrelid, d.refobjid)
  AND a.attnum = COALESCE(f.adnum, d.refobjsubid)
JOIN pg_type t ON t.oid = a.atttypid
JOIN LATERAL (
  WITH RECURSIVE base AS (
    SELECT t.oid, t.typtype, t.typbasetype, t.typtypmod, a.atttypmod AS typmod
    UNION ALL
    SELECT u.oid, u.typtype, u.typbasetype, u.typtypmod, base.typtypmod
    FROM base JOIN pg_type u ON base.typtype = 'd' AND u.oid = base.typbasetype)
  SELECT base.oid, base.typmod FROM base WHERE base.typtype <> 'd') plain ON TRUE
WHERE plain.oid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'numeric'::regtype)
  AND ((d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
      AND d.refobjsubid > 0 AND NOT a.atthasdef)
    OR (d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'n'
      AND regexp_replace(
          pg_get_expr(f.adbin, f.adrelid), '^\((.*)\)::(smallint|integer|bigint|numeric)$', '\1')
        = 'nextval(''' || replace(s.oid::regclass::text, '''', '''''') || '''::regclass)'))
  ))
UNION ALL
SELECT 'table ' || n.nspname || '.' || c.relname,
       'it is neither a partition nor a table of its own: end its detaching (DETACH PARTITION ... FINALIZE)'
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
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
