WITH RECURSIVE piece AS (
  SELECT c.oid AS root, c.oid, c.relkind
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p')
    AND NOT c.relispartition
    AND n.nspname NOT IN ('information_schema', 'tillback')
    AND n.nspname !~ '^pg_'
  UNION ALL
  SELECT piece.root, c.oid, c.relkind
  FROM piece
  JOIN pg_inherits i ON i.inhparent = piece.oid AND piece.relkind = 'p' AND NOT i.inhdetachpending
  JOIN pg_class c ON c.oid = i.inhrelid)
SELECT tn.nspname, t.relname, n.nspname, c.relname,
       COALESCE(pg_relation_size(c.oid) / current_setting('block_size')::bigint, 0),
       COALESCE(pg_table_size(c.oid), 0),
       GREATEST(c.reltuples, 0)::bigint,
       c.oid || '/' || c.relfilenode
FROM piece
JOIN pg_class c ON c.oid = piece.oid AND c.relkind = 'r'
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class t ON t.oid = piece.root
JOIN pg_namespace tn ON tn.oid = t.relnamespace
ORDER BY t.oid, c.oid
