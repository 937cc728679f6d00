WITH run AS (
  SELECT p.oid, p.xmin, substring(p.proname, '^record_([0-9]+)_')::integer AS number
  FROM pg_proc p
  WHERE p.pronamespace = 'tillback'::regnamespace AND p.proname ~ '^record_[0-9]+_'),
fired AS (
  SELECT run.number, t.tgrelid AS relation, format('%s %s %s', t.oid, t.xmin, t.tgenabled) AS trigger
  FROM pg_trigger t
  JOIN run ON run.oid = t.tgfoid),
recorded AS (SELECT DISTINCT number, relation FROM fired),
companion AS (
  SELECT j.number, c.oid
  FROM (SELECT DISTINCT number FROM recorded) j
  JOIN pg_class c ON c.relnamespace = 'tillback'::regnamespace AND c.relname = 'journal_' || j.number),
detail AS (
  SELECT number, 'triggers' AS part, trigger AS text
  FROM fired
  UNION ALL
  SELECT number, 'functions', format('%s %s', oid, xmin)
  FROM run
  UNION ALL
  SELECT number, 'triggers of the store', 'some'
  FROM recorded
  WHERE EXISTS (SELECT FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND p.pronamespace <> 'tillback'::regnamespace)
    AND NOT EXISTS (
      SELECT FROM pg_proc p
      WHERE p.pronamespace = 'tillback'::regnamespace
        AND p.proname = 'record_' || recorded.number || '_begin')
  UNION ALL
  SELECT number, 'foreign keys', 'some'
  FROM recorded
  WHERE EXISTS (SELECT FROM pg_constraint k
WHERE k.conrelid = recorded.relation AND (k.confupdtype IN ('c', 'n', 'd') OR k.confdeltype IN ('c', 'n', 'd')))
    AND EXISTS (
      SELECT FROM pg_proc p
      WHERE p.pronamespace = 'tillback'::regnamespace
        AND p.proname = 'record_' || recorded.number || '_update'
        AND p.prosrc LIKE '%recorder.stood%')
  UNION ALL
  SELECT number, 'incarnation of the database', (SELECT (SELECT system_identifier FROM pg_control_system()) || '/' || oid
FROM pg_database
WHERE datname = current_database())
  FROM (SELECT DISTINCT number FROM recorded) r
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
  WHERE x.indisprimary
    OR NOT EXISTS (SELECT FROM pg_index k WHERE k.indrelid = r.relation AND k.indisprimary)
  UNION ALL
  SELECT c.number, 'companion', format('%s %s %s', c.oid, a.attnum, a.xmin)
  FROM companion c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
  UNION ALL
  SELECT c.number, 'records', format('%s %s', s.oid, s.relfilenode)
  FROM companion c
  JOIN pg_inherits i ON i.inhparent = c.oid
  JOIN pg_class s ON s.oid = i.inhrelid),
part AS (
  SELECT number, part, string_agg(text, ',' ORDER BY text COLLATE "C") AS texts
  FROM detail
  GROUP BY number, part)
SELECT number, jsonb_object_agg(part, texts)::text
FROM part
GROUP BY number
