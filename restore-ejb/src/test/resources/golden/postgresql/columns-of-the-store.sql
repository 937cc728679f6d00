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
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
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
WHERE c.relkind IN ('r', 'p')
  AND NOT c.relispartition
  AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('information_schema', 'tillback')
  AND n.nspname !~ '^pg_'
ORDER BY c.oid, a.attnum
