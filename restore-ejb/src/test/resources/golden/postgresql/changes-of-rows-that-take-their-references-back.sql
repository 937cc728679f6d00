CREATE TABLE tillback.gap_plan1_1 (
  common text NOT NULL, outcome text NOT NULL, transaction xid8, backend integer,
  minute timestamp with time zone, seller text, changes bigint NOT NULL)
;
INSERT INTO tillback.gap_plan1_1 (common, outcome, transaction, backend, minute, seller, changes)
SELECT CASE WHEN grouping(c.transaction) = 0 THEN 'TRANSACTION' ELSE 'SELLER' END AS common,
       c.outcome, c.transaction, c.backend, c.minute, c.seller, count(*) AS changes
FROM (
SELECT CASE WHEN p.action <> 'KEEP' AND (p.action <> 'CHANGE' OR p.number <= 2 OR CASE r."journal_operation" WHEN 'U' THEN NOT ((r."seller" IS NOT DISTINCT FROM CASE WHEN r."next_0" IN ('U', 'D', 'T') THEN r."next_1" ELSE (p.live)."seller" END OR (p.live)."seller" IS NOT DISTINCT FROM (p.target)."seller")) WHEN 'I' THEN TRUE ELSE FALSE END) THEN CASE p.action WHEN 'REMOVE' THEN 'LOST' ELSE 'BROUGHT_BACK' END ELSE 'KEPT' END AS outcome, r."journal_transaction" AS transaction, r."journal_backend" AS backend,
       date_bin('1 minute', r."journal_time", '0001-01-01 00:00:00+00') AS minute, CASE WHEN p.number IS NULL THEN r."seller"::text ELSE o.seller END AS seller
FROM (SELECT q.*, lead(q."journal_operation") OVER same_row AS "next_0", lead(q."seller") OVER same_row AS "next_1"
 FROM (SELECT * FROM tillback.journal_3 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot)) q
 WINDOW same_row AS (PARTITION BY q."id" ORDER BY COALESCE(q."journal_began", q."journal_position"), q."journal_position")) r
LEFT JOIN tillback.plan_plan1_1 p ON r."id" = p.k1
LEFT JOIN tillback.seller_plan1_1 o ON o.number = p.number
WHERE r."journal_operation" IN ('U', 'D', 'T')
UNION ALL
SELECT CASE WHEN p.action <> 'KEEP' AND (p.action <> 'CHANGE' OR p.number <= 2 OR CASE r."journal_operation" WHEN 'U' THEN NOT ((r."seller" IS NOT DISTINCT FROM CASE WHEN r."next_0" IN ('U', 'D', 'T') THEN r."next_1" ELSE (p.live)."seller" END OR (p.live)."seller" IS NOT DISTINCT FROM (p.target)."seller")) WHEN 'I' THEN TRUE ELSE FALSE END) THEN CASE p.action WHEN 'REMOVE' THEN 'LOST' ELSE 'BROUGHT_BACK' END ELSE 'KEPT' END AS outcome, r."journal_transaction" AS transaction, r."journal_backend" AS backend,
       date_bin('1 minute', r."journal_time", '0001-01-01 00:00:00+00') AS minute, CASE WHEN p.number IS NULL THEN CASE WHEN l."id" IS NOT NULL THEN l."seller" ELSE d."seller" END::text ELSE o.seller END AS seller
FROM (SELECT q.*, lead(q."journal_operation") OVER same_row AS "next_0", lead(q."seller") OVER same_row AS "next_1"
 FROM (SELECT * FROM tillback.journal_3 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot)) q
 WINDOW same_row AS (PARTITION BY q."id" ORDER BY COALESCE(q."journal_began", q."journal_position"), q."journal_position")) r
LEFT JOIN tillback.plan_plan1_1 p ON r."id" = p.k1
LEFT JOIN tillback.seller_plan1_1 o ON o.number = p.number
LEFT JOIN ONLY "shop"."product" l ON r."id" = l."id"
LEFT JOIN (
  SELECT DISTINCT ON (g."id") g."id", g."seller"
  FROM (SELECT * FROM tillback.journal_3 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot)) g
  WHERE g."journal_operation" IN ('D', 'T')
  ORDER BY g."id", g."journal_position" DESC) d ON r."id" = d."id"
WHERE r."journal_operation" NOT IN ('U', 'D', 'T')
) c
GROUP BY GROUPING SETS ((c.outcome, c.transaction, c.backend, c.minute), (c.outcome, c.seller))
