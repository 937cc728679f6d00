SELECT c.transaction::text, c.large, c.updated
FROM (
  SELECT r."journal_transaction" AS transaction, row_number() OVER () AS place, count(*) FILTER (WHERE r."journal_operation" = 'U') AS updated,
    count(*) FILTER (WHERE r."journal_operation" IN ('U', 'D', 'T')) + count(*) FILTER (WHERE r."journal_operation" = 'I') - count(*) FILTER (WHERE r."journal_operation" = 'M') > ?::bigint
      OR (count(*) FILTER (WHERE r."journal_operation" IN ('U', 'D', 'T')) > ?::bigint
        AND count(*) FILTER (WHERE r."journal_operation" IN ('U', 'D', 'T')) > ?::integer / 100.0 * (
          SELECT COALESCE(
  GREATEST(sum(GREATEST(c.reltuples, 0)::float8), sum(pg_stat_get_live_tuples(c.oid)))::bigint, 0)
FROM pg_class c
WHERE c.relkind <> 'p' AND (c.oid = to_regclass('"shop"."product"') OR c.oid IN (SELECT relid FROM pg_partition_tree(to_regclass('"shop"."product"')))))) AS large
  FROM (
    SELECT s."journal_transaction", s."journal_operation" FROM ONLY tillback.journal_3_7 s WHERE s.ctid >= '(4096,0)'::tid
    UNION ALL
    SELECT s."journal_transaction", s."journal_operation" FROM ONLY tillback.journal_3_8 s WHERE s.ctid >= '(0,0)'::tid) r
  GROUP BY r."journal_transaction"
  HAVING NOT pg_visible_in_snapshot(r."journal_transaction", ?::text::pg_snapshot)
    AND pg_visible_in_snapshot(r."journal_transaction", ?::text::pg_snapshot)) c
WHERE c.large OR c.updated >= ?::bigint OR c.place = 1
ORDER BY c.transaction
