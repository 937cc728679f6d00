SELECT n.nspname, c.relname,
       CASE c.relkind WHEN 'p' THEN 'PARTITIONED' ELSE 'PLAIN' END,
       (
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
) IS NULL
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p')
  AND NOT c.relispartition
  AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('information_schema', 'tillback')
  AND n.nspname !~ '^pg_'
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
