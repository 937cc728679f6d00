SELECT n.nspname, c.relname, a.attname
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN LATERAL (
  SELECT i.indkey, i.indnkeyatts
  FROM pg_index i
  WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid
    AND i.indpred IS NULL AND i.indexprs IS NULL
    AND NOT EXISTS (
      SELECT FROM unnest((i.indkey::int2[])[0:i.indnkeyatts - 1]) AS key(attnum)
      JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = key.attnum
      WHERE NOT k.attnotnull OR k.attgenerated <> '')
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
