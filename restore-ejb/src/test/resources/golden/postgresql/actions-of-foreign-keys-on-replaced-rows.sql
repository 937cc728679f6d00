SELECT f.conname, format('%s.%s', fn.nspname, fc.relname),
       format(E'SELECT count(*) FROM %s f WHERE EXISTS (
  SELECT FROM "Select"."a ""b"".c\\''; --" l JOIN tillback.plan_plan1_3 p ON l."q""uote" = p.k1 AND l."group" = p.k2 WHERE p.action = ''CHANGE'' AND record_image_ne(ROW((p.live)."group"), ROW((p.target)."group")) AND %s)
', format('%I.%I', fn.nspname, fc.relname), string_agg(
         format('l.%I OPERATOR(%I.%s) f.%I%s', ta.attname, o.nspname, e.oprname, a.attname, l.clause), ' AND '))
FROM pg_constraint f
JOIN pg_class fc ON fc.oid = f.conrelid
JOIN pg_namespace fn ON fn.oid = fc.relnamespace
JOIN pg_class c ON c.oid = COALESCE(pg_partition_root(f.confrelid), f.confrelid)
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL unnest(f.conkey, f.confkey, f.conpfeqop) AS key(attnum, toattnum, operator)
JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = key.attnum
JOIN pg_attribute ta ON ta.attrelid = f.confrelid AND ta.attnum = key.toattnum
JOIN pg_operator e ON e.oid = key.operator
JOIN pg_namespace o ON o.oid = e.oprnamespace
LEFT JOIN LATERAL (
  SELECT format(' COLLATE %I.%I', cn.nspname, co.collname) AS clause
  FROM pg_collation co
  JOIN pg_namespace cn ON cn.oid = co.collnamespace
  WHERE co.oid = ta.attcollation AND a.attcollation NOT IN (co.oid, 0)) l ON TRUE
WHERE f.contype = 'f' AND f.conparentid = 0 AND f.confdeltype <> 'a'
  AND COALESCE(to_jsonb(f) ->> 'conenforced', 'true') = 'true'
  AND n.nspname = 'Select' AND c.relname = E'a "b".c\\''; --'
GROUP BY f.oid, f.conname, fn.nspname, fc.relname
