CREATE UNLOGGED TABLE tillback.stage_plan1_1 ("id" bigint, "seller" integer, "name" character varying(80), "spec" json, "times" integer NOT NULL) WITH (autovacuum_enabled = off);
INSERT INTO tillback.stage_plan1_1 SELECT CASE WHEN f."journal_operation" IN ('U', 'D', 'T') THEN f."id" ELSE COALESCE(l."id", f."id") END AS "id", CASE WHEN f."journal_operation" IN ('U', 'D', 'T') THEN f."seller" ELSE l."seller" END AS "seller", CASE WHEN f."journal_operation" IN ('U', 'D', 'T') THEN f."name" ELSE l."name" END AS "name", CASE WHEN f."journal_operation" IN ('U', 'D', 'T') THEN f."spec" ELSE l."spec" END AS "spec", ((l."id" IS NOT NULL)::integer - COALESCE(f."came", 0) + COALESCE(f."went", 0)) AS "times"
FROM (
  SELECT DISTINCT ON (r."id") r.*, count(*) FILTER (WHERE r."journal_operation" = 'I') OVER same_row AS "came", count(*) FILTER (WHERE r."journal_operation" IN ('D', 'T', 'M')) OVER same_row AS "went"
  FROM (SELECT * FROM tillback.journal_3 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot)) r
  WINDOW same_row AS (PARTITION BY r."id")
  ORDER BY r."id", r."journal_operation" IN ('U', 'D', 'T') DESC, r."journal_position") f
LEFT JOIN ONLY "shop"."product" l ON f."id" = l."id"
