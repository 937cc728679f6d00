SELECT 'table ' || n.nspname || '.' || c.relname, unreadable.reason
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (
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
  LIMIT 1) AS unreadable(reason)
WHERE c.relkind IN ('r', 'p')
  AND NOT c.relispartition
  AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('information_schema', 'tillback')
  AND n.nspname !~ '^pg_'
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
