CREATE TABLE tillback.gap_plan1_3 AS
WITH counted AS MATERIALIZED (
SELECT c.outcome, c.transaction, c.backend, c.minute, count(*) AS changes
FROM (
SELECT CASE WHEN p.action <> 'KEEP' AND r."journal_transaction" IN ('103', '18446744073709551615') THEN CASE WHEN r."journal_transaction" IN ('103', '18446744073709551615') THEN 'BROUGHT_BACK' ELSE 'LOST' END ELSE 'KEPT' END AS outcome, r."journal_transaction" AS transaction, r."journal_backend" AS backend,
       date_bin('1 minute', r."journal_time", '0001-01-01 00:00:00+00') AS minute, NULL::text AS seller
FROM (SELECT * FROM tillback.journal_4 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot)) r
LEFT JOIN tillback.plan_plan1_3 p ON r."q""uote" = p.k1 AND r."group" = p.k2

) c
GROUP BY c.outcome, c.transaction, c.backend, c.minute)
SELECT 'TRANSACTION' AS common, outcome, transaction, backend, minute, NULL::text AS seller, changes
FROM counted
UNION ALL
SELECT 'SELLER', outcome, NULL::xid8, NULL::integer, NULL::timestamp with time zone, NULL::text,
       sum(changes)::bigint
FROM counted
GROUP BY outcome
