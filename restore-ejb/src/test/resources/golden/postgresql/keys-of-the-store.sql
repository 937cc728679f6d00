SELECT n.nspname, c.relname, a.attname
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN LATERAL (
  SELECT i.indkey, i.indnkeyatts
  FROM pg_index i
  WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid
    AND i.indpred IS NULL AND i.indexprs IS NULL
    AND NOT EXISTS (
      SELECT FROM unnest((i.indkey::int2[])[0:i.indnkeyatts - 1])
        WITH ORDINALITY AS key(attnum, position)
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = key.attnum
JOIN pg_type t ON t.oid = a.atttypid
JOIN LATERAL (
  WITH RECURSIVE base AS (
    SELECT t.oid, t.typtype, t.typbasetype, t.typtypmod, a.atttypmod AS typmod
    UNION ALL
    SELECT u.oid, u.typtype, u.typbasetype, u.typtypmod, base.typtypmod
    FROM base JOIN pg_type u ON base.typtype = 'd' AND u.oid = base.typbasetype)
  SELECT base.oid, base.typmod FROM base WHERE base.typtype <> 'd') plain ON TRUE
      WHERE NOT a.attnotnull OR a.attgenerated <> '' OR
EXISTS (
  SELECT FROM pg_constraint u
  WHERE u.conrelid = a.attrelid AND u.contype = 'n' AND u.conkey = ARRAY[a.attnum] AND NOT u.convalidated)
OR EXISTS (
  SELECT FROM pg_collation l
  WHERE l.oid = a.attcollation AND l.oid <> i.indcollation[key.position - 1] AND NOT l.collisdeterministic)
OR EXISTS (
  SELECT FROM pg_opclass o
  JOIN pg_am m ON m.oid = o.opcmethod AND m.amname = 'btree'
  JOIN pg_amop e ON e.amopfamily = o.opcfamily AND e.amopstrategy = 3
    AND e.amoplefttype = o.opcintype AND e.amoprighttype = o.opcintype
  WHERE o.oid = i.indclass[key.position - 1]
    AND NOT (o.opcdefault AND o.opcintype = plain.oid)
    AND NOT EXISTS (
      SELECT FROM pg_opclass d
      JOIN pg_amop de ON de.amopfamily = d.opcfamily AND de.amopstrategy = 3
        AND de.amoplefttype = d.opcintype AND de.amoprighttype = d.opcintype
      WHERE d.opcdefault AND d.opcmethod = o.opcmethod AND de.amopopr = e.amopopr
        AND (d.opcintype = plain.oid OR NOT EXISTS (
          SELECT FROM pg_opclass own
          WHERE own.opcdefault AND own.opcmethod = o.opcmethod AND own.opcintype = plain.oid))))
      )
  ORDER BY i.indisprimary DESC, i.indimmediate DESC, i.indnkeyatts, i.indexrelid
  LIMIT 1) best ON TRUE
JOIN LATERAL unnest((best.indkey::int2[])[0:best.indnkeyatts - 1]) WITH ORDINALITY AS key(attnum, position)
  ON TRUE
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = key.attnum
WHERE c.relkind IN ('r', 'p')
  AND NOT c.relispartition
  AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('information_schema', 'tillback')
  AND n.nspname !~ '^pg_'
ORDER BY c.oid, key.position
