SELECT 'table ' || n.nspname || '.' || c.relname, 'the role may not read it: grant SELECT'
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p')
  AND NOT c.relispartition
  AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('information_schema', 'tillback')
  AND n.nspname !~ '^pg_'
  AND NOT has_table_privilege(c.oid, 'SELECT')
UNION ALL
SELECT CASE c.relkind WHEN 'f' THEN 'foreign table ' ELSE 'materialized view ' END
         || n.nspname || '.' || c.relname,
       CASE c.relkind WHEN 'f' THEN 'its rows live in another database'
         ELSE 'it is derived: refresh it after a restore' END
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('f', 'm') AND n.nspname NOT IN ('information_schema', 'tillback') AND n.nspname !~ '^pg_'
UNION ALL
SELECT count(*) || ' large objects', 'they are not part of any table: store them in a bytea column'
FROM pg_largeobject_metadata
HAVING count(*) > 0
ORDER BY 1
