WITH cut AS (
  SELECT ?::text::pg_snapshot AS before, ?::text::pg_snapshot AS now)
SELECT r.operation::text, r.transaction::text, count(*)
FROM (
  SELECT s."journal_transaction" AS transaction, s."journal_operation" AS operation FROM ONLY tillback.journal_3_7 s, cut WHERE s.ctid >= '(4096,0)'::tid AND s."journal_operation" IN ('D', 'T', 'M') AND (s."journal_transaction" >= pg_snapshot_xmax(cut.before) OR NOT pg_visible_in_snapshot(s."journal_transaction", cut.before)) AND (s."journal_transaction" < pg_snapshot_xmin(cut.now) OR pg_visible_in_snapshot(s."journal_transaction", cut.now))
    UNION ALL
    SELECT s."journal_transaction" AS transaction, s."journal_operation" AS operation FROM ONLY tillback.journal_3_8 s, cut WHERE s.ctid >= '(0,0)'::tid AND s."journal_operation" IN ('D', 'T', 'M') AND (s."journal_transaction" >= pg_snapshot_xmax(cut.before) OR NOT pg_visible_in_snapshot(s."journal_transaction", cut.before)) AND (s."journal_transaction" < pg_snapshot_xmin(cut.now) OR pg_visible_in_snapshot(s."journal_transaction", cut.now))) r
GROUP BY r.operation, r.transaction
ORDER BY r.transaction
