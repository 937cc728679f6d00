WITH RECURSIVE piece AS (
  SELECT c.oid, c.relkind
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = ? AND c.relname = ?
  UNION ALL
  SELECT c.oid, c.relkind
  FROM piece
  JOIN pg_inherits i ON i.inhparent = piece.oid AND piece.relkind = 'p'
  JOIN pg_class c ON c.oid = i.inhrelid)
SELECT n.nspname, c.relname,
       pg_relation_size(c.oid) / current_setting('block_size')::bigint,
       pg_table_size(c.oid),
       GREATEST(c.reltuples, 0)::bigint
FROM piece
JOIN pg_class c ON c.oid = piece.oid AND c.relkind = 'r'
JOIN pg_namespace n ON n.oid = c.relnamespace
ORDER BY c.oid
