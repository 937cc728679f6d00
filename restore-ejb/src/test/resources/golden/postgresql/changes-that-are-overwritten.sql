CREATE TABLE tillback.gap_plan1_1 AS
WITH found AS (
SELECT r."id", min("journal_position") AS "journal_position"
FROM tillback.journal_3 r
WHERE "journal_transaction" IN ('103', '18446744073709551615')
GROUP BY r."id"),
counted AS MATERIALIZED (
SELECT c.outcome, c.transaction, c.backend, c.minute, count(*) AS changes
FROM (
SELECT CASE WHEN p.action <> 'KEEP' AND (r."journal_transaction" IN ('103', '18446744073709551615') OR z.k1 IS NOT NULL AND r."journal_position" > x."journal_position") THEN CASE WHEN r."journal_transaction" IN ('103', '18446744073709551615') THEN 'BROUGHT_BACK' ELSE 'LOST' END ELSE 'KEPT' END AS outcome, r."journal_transaction" AS transaction, r."journal_backend" AS backend,
       date_bin('1 minute', r."journal_time", '0001-01-01 00:00:00+00') AS minute, NULL::text AS seller
FROM (SELECT * FROM tillback.journal_3 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot)) r
LEFT JOIN tillback.seller_plan1_1 p ON r."id" = p.k1
LEFT JOIN found x ON r."id" = x."id"
LEFT JOIN (SELECT DISTINCT k1 FROM tillback.conflict_plan1_1) z ON r."id" = z.k1

) c
GROUP BY c.outcome, c.transaction, c.backend, c.minute)
SELECT 'TRANSACTION' AS common, outcome, transaction, backend, minute, NULL::text AS seller, changes
FROM counted
UNION ALL
SELECT 'SELLER', outcome, NULL::xid8, NULL::integer, NULL::timestamp with time zone, NULL::text,
       sum(changes)::bigint
FROM counted
GROUP BY outcome
