CREATE UNLOGGED TABLE tillback.changed_plan1_1 WITH (autovacuum_enabled = off) AS SELECT DISTINCT r."id" FROM (SELECT * FROM tillback.journal_3 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot) AND pg_visible_in_snapshot("journal_transaction", '140:144:142'::pg_snapshot)) r;
ANALYZE tillback.changed_plan1_1;
CREATE UNLOGGED TABLE tillback.then_plan1_1 (LIKE tillback.stage_plan1_1, "times" integer NOT NULL) WITH (autovacuum_enabled = off);
INSERT INTO tillback.then_plan1_1 ("id", "seller", "name", "spec", "times") WITH unseen AS MATERIALIZED (
  SELECT r.* FROM (SELECT * FROM tillback.journal_3 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot) AND pg_visible_in_snapshot("journal_transaction", '140:144:142'::pg_snapshot)) r JOIN tillback.changed_plan1_1 w ON r."id" = w."id"),
counted AS (
  SELECT r."id", count(*) FILTER (WHERE r."journal_operation" = 'I')  AS "came", count(*) FILTER (WHERE r."journal_operation" IN ('D', 'T', 'M'))  AS "went"
  FROM unseen r
  GROUP BY r."id"),
wanted AS (SELECT DISTINCT * FROM tillback.changed_plan1_1 w),
ended AS (
  SELECT DISTINCT ON (r."id") r.*
  FROM unseen r
  WHERE r."journal_operation" IN ('U', 'D', 'T')
  ORDER BY r."id", r."journal_position"),
around AS (
  SELECT DISTINCT ON (r."id", r."journal_transaction") r.*
  FROM unseen r
  WHERE r."journal_began" IS NOT NULL
  ORDER BY r."id", r."journal_transaction", r."journal_began"),
first AS (
  SELECT e.*
  FROM ended e
  WHERE NOT EXISTS (SELECT FROM around a WHERE a."id" = e."id" AND a."journal_transaction" = e."journal_transaction" AND a."journal_began" < COALESCE(e."journal_began", e."journal_position"))
  UNION ALL
  SELECT a.*
  FROM ended e
  JOIN around a ON a."id" = e."id" AND a."journal_transaction" = e."journal_transaction" AND a."journal_began" < COALESCE(e."journal_began", e."journal_position"))
SELECT CASE WHEN f."journal_position" IS NOT NULL THEN f."id" ELSE COALESCE(l."id", k."id") END AS "id", CASE WHEN f."journal_position" IS NOT NULL THEN f."seller" ELSE l."seller" END AS "seller", CASE WHEN f."journal_position" IS NOT NULL THEN f."name" ELSE l."name" END AS "name", CASE WHEN f."journal_position" IS NOT NULL THEN f."spec" ELSE l."spec" END AS "spec", ((l."id" IS NOT NULL)::integer - COALESCE(c."came", 0) + COALESCE(c."went", 0)) AS "times"
FROM wanted k LEFT JOIN counted c ON k."id" = c."id" LEFT JOIN tillback.stage_plan1_1 l ON k."id" = l."id"
LEFT JOIN first f ON k."id" = f."id"
;
SELECT count(*) FROM tillback.then_plan1_1 WHERE "times" NOT IN (0, 1);
DELETE FROM tillback.stage_plan1_1 s USING tillback.changed_plan1_1 k WHERE k."id" = s."id";
INSERT INTO tillback.stage_plan1_1 ("id", "seller", "name", "spec") SELECT "id", "seller", "name", "spec" FROM tillback.then_plan1_1 WHERE "times" = 1;
DROP TABLE tillback.changed_plan1_1, tillback.then_plan1_1;
ANALYZE tillback.stage_plan1_1
