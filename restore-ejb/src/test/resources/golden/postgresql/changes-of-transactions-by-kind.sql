WITH hit AS (
  SELECT r."journal_transaction" AS transaction, r."journal_time" AS at, r."journal_backend" AS process, r."journal_operation"::text AS kind
  FROM (SELECT * FROM tillback.journal_3 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot) AND "journal_transaction" < pg_snapshot_xmax('200:204:'::pg_snapshot) AND pg_visible_in_snapshot("journal_transaction", '200:204:'::pg_snapshot)) r
  WHERE (r."journal_backend", r."journal_transaction") IN (
      SELECT d."journal_backend", d."journal_transaction"
      FROM (SELECT DISTINCT d."journal_backend", d."journal_transaction" FROM (SELECT * FROM tillback.journal_3 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot) AND "journal_transaction" < pg_snapshot_xmax('200:204:'::pg_snapshot) AND pg_visible_in_snapshot("journal_transaction", '200:204:'::pg_snapshot)) d WHERE d."journal_transaction" IN ('101', '103')) d
      LEFT JOIN LATERAL (
  SELECT t.session_user_name, t.application, host(t.client), t.actor, t.request, t.release
  FROM tillback.journal_transaction t
  WHERE t.backend = d."journal_backend" AND t.id <= d."journal_transaction"
  ORDER BY t.id DESC, t.time DESC
  LIMIT 1) w ON TRUE
      WHERE w.actor = ?::text AND w.release = ?::text)
    AND TRUE
    AND r."journal_transaction" IN ('101', '103'))
SELECT h.transaction::text, min(h.process), min(h.at), max(h.at),
       count(*) FILTER (WHERE h.kind = 'I'), count(*) FILTER (WHERE h.kind = 'U'),
       count(*) FILTER (WHERE h.kind = 'D'), count(*) FILTER (WHERE h.kind = 'T'),
       count(*) FILTER (WHERE h.kind = 'M')
FROM hit h
GROUP BY h.transaction
-- [anna, 105]
