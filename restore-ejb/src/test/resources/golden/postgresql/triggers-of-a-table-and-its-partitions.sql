WITH RECURSIVE piece AS (
  SELECT p.oid, p.relkind, p.relispartition, format('%I.%I', pn.nspname, p.relname) AS name
  FROM pg_class p
  JOIN pg_namespace pn ON pn.oid = p.relnamespace
  WHERE pn.nspname = ? AND p.relname = ?
  UNION ALL
  SELECT p.oid, p.relkind, p.relispartition, format('%I.%I', pn.nspname, p.relname)
  FROM piece
  JOIN pg_inherits i ON i.inhparent = piece.oid AND piece.relkind = 'p'
  JOIN pg_class p ON p.oid = i.inhrelid
  JOIN pg_namespace pn ON pn.oid = p.relnamespace),
reaction AS (
  SELECT t.tgrelid AS relation, 'TRIGGER' AS kind, t.tgname AS name, t.tgenabled AS enabled
  FROM pg_trigger t
  WHERE NOT t.tgisinternal AND t.tgname !~ '^!?tillback_'
  UNION ALL
  SELECT r.ev_class, 'RULE', r.rulename, r.ev_enabled
  FROM pg_rewrite r
  WHERE r.ev_type IN ('2', '3', '4'))
SELECT format('ALTER TABLE %s DISABLE %s %I', piece.name, r.kind, r.name),
       format('ALTER TABLE %s ENABLE %s%s %I', piece.name,
         CASE r.enabled WHEN 'A' THEN 'ALWAYS ' WHEN 'R' THEN 'REPLICA ' ELSE '' END, r.kind, r.name)
FROM piece
JOIN reaction r ON r.relation = piece.oid AND r.enabled <> 'D'
ORDER BY piece.relispartition, piece.relkind = 'r', piece.oid, r.kind, r.name
