CREATE UNLOGGED TABLE tillback.changed_plan1_3 WITH (autovacuum_enabled = off) AS SELECT DISTINCT r."q""uote", r."group" FROM (SELECT * FROM tillback.journal_4 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot) AND pg_visible_in_snapshot("journal_transaction", '140:144:142'::pg_snapshot)) r WHERE EXISTS (SELECT FROM (SELECT "q""uote" AS "q""uote", "group" AS "group" FROM tillback.keys_plan1_3) w WHERE r."q""uote" = w."q""uote" AND r."group" = w."group");
ANALYZE tillback.changed_plan1_3;
CREATE UNLOGGED TABLE tillback.then_plan1_3 (LIKE tillback.stage_plan1_3, "times" integer NOT NULL) WITH (autovacuum_enabled = off);
INSERT INTO tillback.then_plan1_3 ("group", "q""uote", "größe %s", "times") WITH unseen AS MATERIALIZED (
  SELECT r.* FROM (SELECT * FROM tillback.journal_4 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot) AND pg_visible_in_snapshot("journal_transaction", '140:144:142'::pg_snapshot)) r JOIN tillback.changed_plan1_3 w ON r."q""uote" = w."q""uote" AND r."group" = w."group"),
counted AS (
  SELECT r."q""uote", r."group", count(*) FILTER (WHERE r."journal_operation" = 'I')  AS "came", count(*) FILTER (WHERE r."journal_operation" IN ('D', 'T', 'M'))  AS "went"
  FROM unseen r
  GROUP BY r."q""uote", r."group"),
wanted AS (SELECT DISTINCT * FROM tillback.changed_plan1_3 w),
ended AS (
  SELECT DISTINCT ON (r."q""uote", r."group") r.*
  FROM unseen r
  WHERE r."journal_operation" IN ('U', 'D', 'T')
  ORDER BY r."q""uote", r."group", r."journal_position"),
around AS (
  SELECT DISTINCT ON (r."q""uote", r."group", r."journal_transaction") r.*
  FROM unseen r
  WHERE r."journal_began" IS NOT NULL
  ORDER BY r."q""uote", r."group", r."journal_transaction", r."journal_began"),
first AS (
  SELECT e.*
  FROM ended e
  WHERE NOT EXISTS (SELECT FROM around a WHERE a."q""uote" = e."q""uote" AND a."group" = e."group" AND a."journal_transaction" = e."journal_transaction" AND a."journal_began" < COALESCE(e."journal_began", e."journal_position"))
  UNION ALL
  SELECT a.*
  FROM ended e
  JOIN around a ON a."q""uote" = e."q""uote" AND a."group" = e."group" AND a."journal_transaction" = e."journal_transaction" AND a."journal_began" < COALESCE(e."journal_began", e."journal_position"))
SELECT CASE WHEN f."journal_position" IS NOT NULL THEN f."group" ELSE COALESCE(l."group", k."group") END AS "group", CASE WHEN f."journal_position" IS NOT NULL THEN f."q""uote" ELSE COALESCE(l."q""uote", k."q""uote") END AS "q""uote", CASE WHEN f."journal_position" IS NOT NULL THEN f."größe %s" ELSE l."größe %s" END AS "größe %s", ((l."q""uote" IS NOT NULL)::integer - COALESCE(c."came", 0) + COALESCE(c."went", 0)) AS "times"
FROM wanted k LEFT JOIN counted c ON k."q""uote" = c."q""uote" AND k."group" = c."group" LEFT JOIN tillback.stage_plan1_3 l ON k."q""uote" = l."q""uote" AND k."group" = l."group"
LEFT JOIN first f ON k."q""uote" = f."q""uote" AND k."group" = f."group"
;
SELECT count(*) FROM tillback.then_plan1_3 WHERE "times" NOT IN (0, 1);
DELETE FROM tillback.stage_plan1_3 s USING tillback.changed_plan1_3 k WHERE k."q""uote" = s."q""uote" AND k."group" = s."group";
INSERT INTO tillback.stage_plan1_3 ("group", "q""uote", "größe %s") SELECT "group", "q""uote", "größe %s" FROM tillback.then_plan1_3 WHERE "times" = 1;
DELETE FROM tillback.stage_plan1_3 s WHERE NOT EXISTS (SELECT FROM (SELECT "q""uote" AS "q""uote", "group" AS "group" FROM tillback.keys_plan1_3) w WHERE s."q""uote" = w."q""uote" AND s."group" = w."group");
DROP TABLE tillback.changed_plan1_3, tillback.then_plan1_3;
ANALYZE tillback.stage_plan1_3
