WITH unseen AS MATERIALIZED (
  SELECT r.* FROM (SELECT * FROM tillback.journal_3 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot)) r JOIN tillback.keys_plan1_1 w ON r."id" = w."id"),
counted AS (
  SELECT r."id",
         count(*) FILTER (WHERE r."journal_operation" = 'I') AS "came",
         count(*) FILTER (WHERE r."journal_operation" IN ('D', 'T', 'M')) AS "went"
  FROM unseen r
  GROUP BY r."id"),
wanted AS (SELECT DISTINCT * FROM tillback.keys_plan1_1 w) SELECT count(*) FROM wanted k LEFT JOIN counted c ON k."id" = c."id" LEFT JOIN ONLY "shop"."product" l ON k."id" = l."id" WHERE ((l."id" IS NOT NULL)::integer - COALESCE(c."came", 0) + COALESCE(c."went", 0)) NOT IN (0, 1)
