SELECT DISTINCT a.attname
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_index i ON i.indrelid = c.oid AND (i.indisunique OR i.indisexclusion)
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND (
  a.attnum = ANY (i.indkey) OR EXISTS (
    SELECT FROM pg_depend d
    WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
      AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND d.refobjsubid = a.attnum))
WHERE n.nspname = ? AND c.relname = ?
