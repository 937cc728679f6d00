SELECT DISTINCT a.attname
FROM pg_constraint f
JOIN pg_class c ON c.oid = COALESCE(pg_partition_root(f.confrelid), f.confrelid)
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = ANY (f.confkey)
WHERE f.contype = 'f' AND n.nspname = ? AND c.relname = ?
