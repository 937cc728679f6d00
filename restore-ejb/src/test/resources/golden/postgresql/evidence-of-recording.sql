WITH fired AS (
  SELECT substring(p.proname, '^record_([0-9]+)_')::integer AS number, t.tgrelid AS relation,
         format('%s %s %s %s', t.oid, t.xmin, t.tgenabled, p.xmin) AS trigger
  FROM pg_trigger t
  JOIN pg_proc p ON p.oid = t.tgfoid
  WHERE p.pronamespace = 'tillback'::regnamespace AND p.proname ~ '^record_[0-9]+_'),
recorded AS (SELECT DISTINCT number, relation FROM fired),
detail AS (
  SELECT number, 'triggers' AS part, trigger AS text
  FROM fired
  UNION ALL
  SELECT r.number, 'tables', format('%s %s %s', c.oid, c.relnamespace, c.relname)
  FROM recorded r JOIN pg_class c ON c.oid = r.relation
  UNION ALL
  SELECT r.number, 'partitions', format('%s in %s %s', i.inhrelid, i.inhparent, i.xmin)
  FROM recorded r JOIN pg_inherits i ON i.inhrelid = r.relation
  UNION ALL
  SELECT r.number, 'partitions', format('%s of %s %s', i.inhparent, i.inhrelid, i.xmin)
  FROM recorded r JOIN pg_inherits i ON i.inhparent = r.relation
  UNION ALL
  SELECT r.number, 'columns', format('%s %s %s %s', a.attrelid, a.attnum, a.atttypid, a.xmin)
  FROM recorded r JOIN pg_attribute a ON a.attrelid = r.relation AND a.attnum > 0
  UNION ALL
  SELECT r.number, 'keys', format('%s %s', x.indexrelid, x.indisvalid)
  FROM recorded r JOIN pg_index x ON x.indrelid = r.relation AND x.indisunique
  UNION ALL
  SELECT j.number, 'companion', format('%s %s %s %s', c.oid, c.relfilenode, a.attnum, a.xmin)
  FROM (SELECT DISTINCT number FROM recorded) j
  JOIN pg_class c ON c.relnamespace = 'tillback'::regnamespace AND c.relname = 'journal_' || j.number
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0),
part AS (
  SELECT number, part, string_agg(text, ',' ORDER BY text COLLATE "C") AS texts
  FROM detail
  GROUP BY number, part)
SELECT number, jsonb_object_agg(part, texts)::text
FROM part
GROUP BY number
