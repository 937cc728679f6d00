SELECT COALESCE(max(pg_relation_size(c.oid)), 0) / current_setting('block_size')::bigint
FROM pg_class c
WHERE c.relkind <> 'p' AND (c.oid = to_regclass(E'"Select"."a ""b"".c\\''; --"') OR c.oid IN (SELECT relid FROM pg_partition_tree(to_regclass(E'"Select"."a ""b"".c\\''; --"'))))
