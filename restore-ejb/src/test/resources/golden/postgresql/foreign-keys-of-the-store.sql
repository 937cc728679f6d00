SELECT CASE WHEN f.conrelid = c.oid THEN f.conname::text
            ELSE format('%s of %s.%s', f.conname, pn.nspname, p.relname) END,
       n.nspname, c.relname, a.attname, tn.nspname, tc.relname, ta.attname, f.condeferrable,
       CASE WHEN f.confdeltype = 'c' THEN 'CASCADES' WHEN f.confdeltype IN ('n', 'd') THEN 'CUTS_LOOSE'
            ELSE 'REFUSES' END,
       CASE WHEN to_jsonb(f) ->> 'conperiod' = 'true' THEN 'PERIOD' WHEN f.confmatchtype = 'f' THEN 'FULL'
            ELSE 'SIMPLE' END,
       f.conrelid <> c.oid
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_constraint f ON COALESCE(pg_partition_root(f.conrelid), f.conrelid) = c.oid
  AND f.contype = 'f' AND f.conparentid = 0
  AND COALESCE(to_jsonb(f) ->> 'conenforced', 'true') = 'true'
JOIN pg_class p ON p.oid = f.conrelid
JOIN pg_namespace pn ON pn.oid = p.relnamespace
JOIN pg_class tc ON tc.oid = COALESCE(pg_partition_root(f.confrelid), f.confrelid)
JOIN pg_namespace tn ON tn.oid = tc.relnamespace
JOIN LATERAL unnest(f.conkey, f.confkey) WITH ORDINALITY AS key(attnum, toattnum, position) ON TRUE
JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = key.attnum
JOIN pg_attribute ta ON ta.attrelid = f.confrelid AND ta.attnum = key.toattnum
WHERE c.relkind IN ('r', 'p')
  AND NOT c.relispartition
  AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('information_schema', 'tillback')
  AND n.nspname !~ '^pg_'
ORDER BY c.oid, f.oid, key.position
