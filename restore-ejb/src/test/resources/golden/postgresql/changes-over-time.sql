WITH hit AS (
  SELECT r."journal_transaction" AS transaction, r."journal_time" AS at, r."journal_backend" AS process, r."journal_operation"::text AS kind
  FROM (SELECT * FROM tillback.journal_3 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot) AND "journal_transaction" < pg_snapshot_xmax('200:204:'::pg_snapshot) AND pg_visible_in_snapshot("journal_transaction", '200:204:'::pg_snapshot) AND "journal_transaction" > '101') r
  WHERE (r."journal_backend", r."journal_transaction") IN (
SELECT n."journal_backend", n."journal_transaction"
FROM unnest(?::text::integer[], ?::text::xid8[], ?::text::xid8[]) w (process, first, next)
CROSS JOIN LATERAL (
  SELECT DISTINCT d."journal_backend", d."journal_transaction"
  FROM (SELECT * FROM (SELECT * FROM tillback.journal_3_2 UNION ALL SELECT * FROM tillback.journal_3_1) p WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot) AND "journal_transaction" < pg_snapshot_xmax('200:204:'::pg_snapshot) AND pg_visible_in_snapshot("journal_transaction", '200:204:'::pg_snapshot) AND "journal_transaction" > '101') d
  WHERE d."journal_backend" = w.process AND d."journal_transaction" >= w.first AND d."journal_transaction" < COALESCE(w.next, '18446744073709551615'::xid8)) n
  UNION
SELECT d."journal_backend", d."journal_transaction"
FROM (SELECT DISTINCT d."journal_backend", d."journal_transaction" FROM (SELECT * FROM (SELECT * FROM tillback.journal_3_3) p WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot) AND "journal_transaction" < pg_snapshot_xmax('200:204:'::pg_snapshot) AND pg_visible_in_snapshot("journal_transaction", '200:204:'::pg_snapshot) AND "journal_transaction" > '101') d) d
JOIN unnest(?::text::integer[], ?::text::xid8[], ?::text::xid8[]) w (process, first, next) ON w.process = d."journal_backend" AND w.first <= d."journal_transaction" AND (w.next IS NULL OR w.next > d."journal_transaction"))
    AND TRUE)
SELECT date_bin(?::text::interval, GREATEST(h.at, ?::text::timestamptz), 'epoch'), count(*)
FROM hit h
GROUP BY 1
ORDER BY 1
-- [{17}, {101}, {NULL}, {17}, {101}, {NULL}, 60 seconds, 2026-03-01T12:00:00Z]
