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
COALESCE(l.collisdeterministic, TRUE) AND (
  b.oid IN ('bool'::regtype, 'bytea'::regtype, '"char"'::regtype, 'name'::regtype,
    'int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'oid'::regtype,
    'text'::regtype, 'varchar'::regtype, 'uuid'::regtype, 'pg_lsn'::regtype,
    'date'::regtype, 'time'::regtype, 'timetz'::regtype, 'timestamp'::regtype,
    'timestamptz'::regtype, 'inet'::regtype, 'cidr'::regtype, 'macaddr'::regtype,
    'macaddr8'::regtype, 'bit'::regtype, 'varbit'::regtype, 'xid8'::regtype)
  OR (b.oid IN ('bpchar'::regtype, 'numeric'::regtype) AND plain.typmod <> -1)),
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
       CASE WHEN l.oid <> b.typcollation THEN format('%I.%I', ln.nspname, l.collname) END
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
JOIN LATERAL (
  WITH RECURSIVE base AS (
    SELECT t.oid, t.typtype, t.typbasetype, t.typtypmod, a.atttypmod AS typmod
    UNION ALL
    SELECT u.oid, u.typtype, u.typbasetype, u.typtypmod, base.typtypmod
    FROM base JOIN pg_type u ON base.typtype = 'd' AND u.oid = base.typbasetype)
  SELECT base.oid, base.typmod FROM base WHERE base.typtype <> 'd') plain ON TRUE
JOIN pg_type b ON b.oid = plain.oid
LEFT JOIN pg_type y ON b.typcategory = 'A' AND y.oid = b.typelem
LEFT JOIN pg_collation l ON l.oid = a.attcollation
LEFT JOIN pg_namespace ln ON ln.oid = l.collnamespace
WHERE c.relkind IN ('r', 'p')
  AND NOT c.relispartition
  AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('information_schema', 'tillback')
  AND n.nspname !~ '^pg_'
ORDER BY c.oid, a.attnum
