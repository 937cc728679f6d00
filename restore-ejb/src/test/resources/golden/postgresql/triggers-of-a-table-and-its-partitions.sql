SELECT format('ALTER TABLE %I.%I DISABLE TRIGGER %I', n.nspname, c.relname, t.tgname),
       format('ALTER TABLE %I.%I ENABLE %sTRIGGER %I', n.nspname, c.relname,
         CASE t.tgenabled WHEN 'A' THEN 'ALWAYS ' WHEN 'R' THEN 'REPLICA ' ELSE '' END, t.tgname)
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid IN (
    WITH RECURSIVE piece AS (
      SELECT p.oid, p.relkind
      FROM pg_class p JOIN pg_namespace pn ON pn.oid = p.relnamespace
      WHERE pn.nspname = ? AND p.relname = ?
      UNION ALL
      SELECT p.oid, p.relkind
      FROM piece
      JOIN pg_inherits i ON i.inhparent = piece.oid AND piece.relkind = 'p'
      JOIN pg_class p ON p.oid = i.inhrelid)
    SELECT oid FROM piece)
  AND NOT t.tgisinternal
  AND t.tgenabled <> 'D'
  AND t.tgname !~ '^tillback_'
ORDER BY c.relispartition, c.relkind = 'r', c.oid, t.tgname
