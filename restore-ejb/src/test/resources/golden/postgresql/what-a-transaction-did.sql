SELECT r.changed, r.inserted, r.began, GREATEST(r.changed, (
  SELECT COALESCE(
  GREATEST(sum(GREATEST(c.reltuples, 0)::float8), sum(pg_stat_get_live_tuples(c.oid)))::bigint, 0)
FROM pg_class c
WHERE c.relkind <> 'p' AND (c.oid = to_regclass('"shop"."product"') OR c.oid IN (SELECT relid FROM pg_partition_tree(to_regclass('"shop"."product"')))))), w.*
FROM (
  SELECT count(*) FILTER (WHERE r."journal_operation" IN ('U', 'D', 'T')) AS changed, count(*) FILTER (WHERE r."journal_operation" = 'I') - count(*) FILTER (WHERE r."journal_operation" = 'M') AS inserted, min(r."journal_time") AS began, r."journal_transaction", min(r."journal_backend") AS "journal_backend"
  FROM tillback.journal_3 r
  WHERE r."journal_transaction" = ?::text::xid8
  GROUP BY r."journal_transaction") r
LEFT JOIN LATERAL (
  SELECT t.session_user_name, t.application, host(t.client), t.actor, t.request, t.release
  FROM tillback.journal_transaction t
  WHERE t.backend = r."journal_backend" AND t.id <= r."journal_transaction"
  ORDER BY t.id DESC, t.time DESC
  LIMIT 1) w ON TRUE
