SELECT n.nspname, c.relname,
       CASE WHEN why.not_recorded IS NULL THEN
         CASE
           WHEN c.relkind = 'p' THEN 'PARTITIONS'
           WHEN EXISTS (SELECT FROM pg_inherits i WHERE c.oid IN (i.inhrelid, i.inhparent)) THEN 'ROWS'
           ELSE 'STATEMENTS' END END,
       why.not_recorded,
       CASE WHEN EXISTS (SELECT FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND p.pronamespace <> 'tillback'::regnamespace) THEN 'POSSIBLE' WHEN EXISTS (SELECT FROM pg_constraint k
WHERE k.conrelid = c.oid AND (k.confupdtype IN ('c', 'n', 'd') OR k.confdeltype IN ('c', 'n', 'd'))) THEN 'FOREIGN_KEYS' ELSE 'NONE' END
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (
  SELECT CASE
    WHEN NOT pg_has_role(c.relowner, 'USAGE')
      THEN 'the role is not a member of its owner: grant that, to create triggers'
    WHEN c.relpersistence = 'u'
      THEN 'it is unlogged: after a crash the database empties it without a trace'
    WHEN (SELECT count(*) FROM pg_attribute a
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) > 1594
      THEN 'it has more than 1594 columns, and a record would not fit into a table'
    WHEN EXISTS (SELECT FROM pg_partition_tree(c.oid) piece
                 JOIN pg_class p ON p.oid = piece.relid WHERE p.relkind = 'f')
      THEN 'a partition of it is a foreign table' END AS not_recorded) why
WHERE c.relkind IN ('r', 'p')
  AND NOT c.relispartition
  AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('information_schema', 'tillback')
  AND n.nspname !~ '^pg_'
ORDER BY c.oid
