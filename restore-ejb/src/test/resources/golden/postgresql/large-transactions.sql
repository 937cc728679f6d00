WITH cut AS (
  SELECT ?::text::pg_snapshot AS before, ?::text::pg_snapshot AS now),
many AS (
  SELECT r.transaction
  FROM (
    SELECT s."journal_transaction" AS transaction FROM ONLY tillback.journal_3_7 s, cut WHERE s.ctid >= '(4096,0)'::tid AND (s."journal_transaction" >= pg_snapshot_xmax(cut.before) OR NOT pg_visible_in_snapshot(s."journal_transaction", cut.before)) AND (s."journal_transaction" < pg_snapshot_xmin(cut.now) OR pg_visible_in_snapshot(s."journal_transaction", cut.now))
    UNION ALL
    SELECT s."journal_transaction" AS transaction FROM ONLY tillback.journal_3_8 s, cut WHERE s.ctid >= '(0,0)'::tid AND (s."journal_transaction" >= pg_snapshot_xmax(cut.before) OR NOT pg_visible_in_snapshot(s."journal_transaction", cut.before)) AND (s."journal_transaction" < pg_snapshot_xmin(cut.now) OR pg_visible_in_snapshot(s."journal_transaction", cut.now))) r
  GROUP BY r.transaction
  HAVING count(*) > ?::bigint)
SELECT c.transaction::text, c.large, c.updated
FROM (
  SELECT r.transaction, count(*) FILTER (WHERE r.operation = 'U') AS updated,
    count(*) FILTER (WHERE r.operation IN ('U', 'D', 'T')) + count(*) FILTER (WHERE r.operation = 'I') - count(*) FILTER (WHERE r.operation = 'M') > ?::bigint
      OR (count(*) FILTER (WHERE r.operation IN ('U', 'D', 'T')) > ?::bigint
        AND count(*) FILTER (WHERE r.operation IN ('U', 'D', 'T')) > ?::integer / 100.0 * (
          SELECT COALESCE(
  GREATEST(sum(GREATEST(c.reltuples, 0)::float8), sum(pg_stat_get_live_tuples(c.oid)))::bigint, 0)
FROM pg_class c
WHERE c.relkind <> 'p' AND (c.oid = to_regclass('"shop"."product"') OR c.oid IN (SELECT relid FROM pg_partition_tree(to_regclass('"shop"."product"')))))) AS large
  FROM (
    SELECT s."journal_transaction" AS transaction, s."journal_operation" AS operation FROM ONLY tillback.journal_3_7 s WHERE s.ctid >= '(4096,0)'::tid
    UNION ALL
    SELECT s."journal_transaction" AS transaction, s."journal_operation" AS operation FROM ONLY tillback.journal_3_8 s WHERE s.ctid >= '(0,0)'::tid) r
  WHERE r.transaction IN (SELECT m.transaction FROM many m)
  GROUP BY r.transaction) c
WHERE c.large OR c.updated >= ?::bigint
ORDER BY c.transaction
