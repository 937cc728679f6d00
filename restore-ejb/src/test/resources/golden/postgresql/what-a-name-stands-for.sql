SELECT CASE
  WHEN c.relispartition THEN (
    SELECT format('a partition of %s.%s', rn.nspname, r.relname)
    FROM pg_class r
    JOIN pg_namespace rn ON rn.oid = r.relnamespace
    WHERE r.oid = pg_partition_root(c.oid))
  WHEN c.relkind = 'v' THEN 'a view'
  WHEN c.relkind = 'm' THEN 'a materialized view'
  WHEN c.relkind = 'f' THEN 'a foreign table'
  WHEN c.relkind IN ('r', 'p') THEN 'a table that Tillback cannot read, or one of its own'
  ELSE 'no table' END
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ? AND c.relname = ?
