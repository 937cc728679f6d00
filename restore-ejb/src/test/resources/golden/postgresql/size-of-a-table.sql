SELECT COALESCE(sum(pg_relation_size(c.oid)), 0)::bigint
FROM pg_class c
WHERE c.relkind <> 'p' AND (c.oid = to_regclass('"shop"."product"') OR c.oid IN (SELECT relid FROM pg_partition_tree(to_regclass('"shop"."product"'))))
