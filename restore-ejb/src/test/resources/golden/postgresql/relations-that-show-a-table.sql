WITH RECURSIVE shown (written, oid) AS (
  SELECT c.oid, c.oid
  FROM json_to_recordset(?::json) AS t (schema text, name text)
  JOIN pg_namespace n ON n.nspname = t.schema
  JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.name
  UNION
  SELECT s.written, next.oid
  FROM shown s
  CROSS JOIN LATERAL (
    SELECT i.inhparent AS oid
    FROM pg_inherits i
    WHERE i.inhrelid = s.oid
    UNION ALL
    SELECT i.inhrelid
    FROM pg_inherits i
    JOIN pg_class p ON p.oid = i.inhparent
    WHERE i.inhparent = s.oid AND p.relkind = 'p'
    UNION ALL
    SELECT r.ev_class
    FROM pg_depend d
    JOIN pg_rewrite r ON r.oid = d.objid
    JOIN pg_class v ON v.oid = r.ev_class
    WHERE d.refclassid = 'pg_class'::regclass
      AND d.refobjid = s.oid
      AND d.classid = 'pg_rewrite'::regclass
      AND v.relkind IN ('v', 'm')) next)
SELECT wn.nspname, w.relname, n.nspname, c.relname
FROM shown s
JOIN pg_class w ON w.oid = s.written
JOIN pg_namespace wn ON wn.oid = w.relnamespace
JOIN pg_class c ON c.oid = s.oid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE s.oid <> s.written
ORDER BY 1, 2, 3, 4
