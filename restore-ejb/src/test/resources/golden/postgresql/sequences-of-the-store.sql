SELECT n.nspname, c.relname, a.attname, sn.nspname, s.relname,
       CASE WHEN has_sequence_privilege(s.oid, 'SELECT, USAGE') THEN pg_sequence_last_value(s.oid) END
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN (
  SELECT DISTINCT s.oid AS sequence, a.attrelid AS relation, a.attnum
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
) fed ON fed.relation = c.oid
JOIN pg_class s ON s.oid = fed.sequence
JOIN pg_namespace sn ON sn.oid = s.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = fed.attnum
WHERE c.relkind IN ('r', 'p')
  AND NOT c.relispartition
  AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('information_schema', 'tillback')
  AND n.nspname !~ '^pg_'
ORDER BY c.oid, a.attnum, s.oid
