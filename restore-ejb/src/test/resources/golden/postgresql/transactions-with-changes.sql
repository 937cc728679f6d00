WITH pair AS (
SELECT n."journal_backend", n."journal_transaction"
FROM unnest(?::text::integer[], ?::text::xid8[], ?::text::xid8[]) w (process, first, next)
CROSS JOIN LATERAL (
  SELECT DISTINCT d."journal_backend", d."journal_transaction"
  FROM (SELECT * FROM (SELECT * FROM tillback.journal_3_2 UNION ALL SELECT * FROM tillback.journal_3_1) p WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot) AND "journal_transaction" < pg_snapshot_xmax('200:204:'::pg_snapshot) AND pg_visible_in_snapshot("journal_transaction", '200:204:'::pg_snapshot) AND "journal_transaction" > '101') d
  WHERE d."journal_backend" = w.process AND d."journal_transaction" >= w.first AND d."journal_transaction" < COALESCE(w.next, '18446744073709551615'::xid8)) n
  UNION
SELECT d."journal_backend", d."journal_transaction"
FROM (SELECT DISTINCT d."journal_backend", d."journal_transaction" FROM (SELECT * FROM (SELECT * FROM tillback.journal_3_3) p WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot) AND "journal_transaction" < pg_snapshot_xmax('200:204:'::pg_snapshot) AND pg_visible_in_snapshot("journal_transaction", '200:204:'::pg_snapshot) AND "journal_transaction" > '101') d) d
JOIN unnest(?::text::integer[], ?::text::xid8[], ?::text::xid8[]) w (process, first, next) ON w.process = d."journal_backend" AND w.first <= d."journal_transaction" AND (w.next IS NULL OR w.next > d."journal_transaction")),
told AS MATERIALIZED (SELECT p.* FROM pair p WHERE p."journal_transaction" < '500'),
hit AS MATERIALIZED (
SELECT h.*
FROM told n
CROSS JOIN LATERAL (
  SELECT r."journal_transaction" AS transaction, r."journal_time" AS at, r."journal_backend" AS process, r."journal_operation"::text AS kind
  FROM (SELECT * FROM (SELECT * FROM tillback.journal_3_2 UNION ALL SELECT * FROM tillback.journal_3_1) p WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot) AND "journal_transaction" < pg_snapshot_xmax('200:204:'::pg_snapshot) AND pg_visible_in_snapshot("journal_transaction", '200:204:'::pg_snapshot) AND "journal_transaction" > '101') r
  WHERE r."journal_transaction" = n."journal_transaction" AND r."journal_backend" = n."journal_backend" AND TRUE
  OFFSET 0) h
UNION ALL
SELECT h.*
FROM told n
CROSS JOIN LATERAL (
  SELECT r."journal_transaction" AS transaction, r."journal_time" AS at, r."journal_backend" AS process, r."journal_operation"::text AS kind
  FROM (SELECT * FROM (SELECT * FROM tillback.journal_3_3) p WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot) AND "journal_transaction" < pg_snapshot_xmax('200:204:'::pg_snapshot) AND pg_visible_in_snapshot("journal_transaction", '200:204:'::pg_snapshot) AND "journal_transaction" > '101') r
  WHERE r."journal_transaction" = n."journal_transaction" AND r."journal_backend" = n."journal_backend" AND TRUE) h)
SELECT n.transaction::text, sum(count(*)) OVER ()
FROM (
  SELECT h.transaction
  FROM hit h
  WHERE h.transaction < '500'
  ORDER BY h.transaction DESC
  LIMIT 2000) n
GROUP BY n.transaction
ORDER BY n.transaction DESC
-- [{17}, {101}, {NULL}, {17}, {101}, {NULL}]
