CREATE TABLE tillback.gap_plan1_1 (
  common text NOT NULL, outcome text NOT NULL, transaction xid8, backend integer,
  minute timestamp with time zone, seller text, changes bigint NOT NULL)
;
INSERT INTO tillback.gap_plan1_1 (common, outcome, transaction, backend, minute, seller, changes)
WITH found AS (
SELECT r."id", min("journal_position") AS "journal_position"
FROM tillback.journal_3 r
WHERE "journal_transaction" IN ('103', '18446744073709551615')
GROUP BY r."id")
SELECT CASE WHEN grouping(c.transaction) = 0 THEN 'TRANSACTION' ELSE 'SELLER' END,
       c.outcome, c.transaction, c.backend, c.minute, c.seller, count(*)
FROM (
SELECT CASE WHEN p.action <> 'KEEP' AND (r."journal_transaction" IN ('103', '18446744073709551615') OR z.k1 IS NOT NULL AND r."journal_position" > x."journal_position") THEN CASE WHEN r."journal_transaction" IN ('103', '18446744073709551615') THEN 'BROUGHT_BACK' ELSE 'LOST' END ELSE 'KEPT' END AS outcome, r."journal_transaction" AS transaction, r."journal_backend" AS backend,
       date_bin('1 minute', r."journal_time", '0001-01-01 00:00:00+00') AS minute, NULL::text AS seller
FROM (SELECT * FROM tillback.journal_3 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot)) r
LEFT JOIN tillback.seller_plan1_1 p ON r."id" = p.k1
LEFT JOIN found x ON r."id" = x."id"
LEFT JOIN (SELECT DISTINCT k1 FROM tillback.conflict_plan1_1) z ON r."id" = z.k1

) c
GROUP BY GROUPING SETS ((c.outcome, c.transaction, c.backend, c.minute), (c.outcome, c.seller))
