ANALYZE tillback.keys_plan1_1;
CREATE UNLOGGED TABLE tillback.stage_plan1_1 ("id" bigint, "seller" integer, "name" character varying(80), "spec" json, "times" integer NOT NULL) WITH (autovacuum_enabled = off);
INSERT INTO tillback.stage_plan1_1 WITH wanted AS (SELECT DISTINCT * FROM tillback.keys_plan1_1 w),
unseen AS MATERIALIZED (
  SELECT r.* FROM (SELECT * FROM tillback.journal_3 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot)) r JOIN wanted w ON r."id" = w."id"),
counted AS (
  SELECT r."id", r."journal_transaction", min(r."journal_position") AS "journal_position",
         count(*) FILTER (WHERE r."journal_operation" = 'I') AS "came",
         count(*) FILTER (WHERE r."journal_operation" IN ('D', 'T', 'M')) AS "went"
  FROM unseen r
  GROUP BY r."id", r."journal_transaction"),
ended AS (
  SELECT DISTINCT ON (r."id", r."journal_transaction") r.*
  FROM unseen r
  WHERE r."journal_operation" IN ('U', 'D', 'T')
  ORDER BY r."id", r."journal_transaction", r."journal_position"),
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
  JOIN around a ON a."id" = e."id" AND a."journal_transaction" = e."journal_transaction" AND a."journal_began" < COALESCE(e."journal_began", e."journal_position")),
numbered AS (
  SELECT c.*, row_number() OVER (PARTITION BY c."id" ORDER BY c."journal_position") AS "number",
         (l."id" IS NOT NULL)::integer - sum(c."came" - c."went") OVER (PARTITION BY c."id" ORDER BY c."journal_position" DESC)::integer AS "times"
  FROM counted c LEFT JOIN ONLY "shop"."product" l ON c."id" = l."id"),
step AS (
  SELECT n.*, ROW(CASE WHEN n."times" = 1 THEN f."id" END, CASE WHEN n."times" = 1 THEN f."seller" END, CASE WHEN n."times" = 1 THEN f."name" END, CASE WHEN n."times" = 1 THEN f."spec" END, n."times")::tillback.stage_plan1_1 AS "was"
  FROM numbered n LEFT JOIN first f ON n."id" = f."id" AND f."journal_transaction" = n."journal_transaction"),
change AS (
  SELECT t.*, COALESCE(lead(t."was") OVER (PARTITION BY t."id" ORDER BY t."number"), ROW(l."id", l."seller", l."name", l."spec", (l."id" IS NOT NULL)::integer)::tillback.stage_plan1_1) AS "became"
  FROM step t LEFT JOIN ONLY "shop"."product" l ON t."id" = l."id"),
story AS (
SELECT c."id" AS k1,
       array_agg(c."was" ORDER BY c."number") || (array_agg(c."became" ORDER BY c."number" DESC))[1] AS states,
       bool_or((c."was")."times" NOT IN (0, 1)) AS contradicts,
       COALESCE(max(c."number") FILTER (WHERE NOT c."journal_transaction" IN ('103') AND ((c."was")."times" <> (c."became")."times" OR NOT ((c."was")."id" IS NOT DISTINCT FROM (c."became")."id" AND (c."was")."seller" IS NOT DISTINCT FROM (c."became")."seller" AND (c."was")."name" IS NOT DISTINCT FROM (c."became")."name" AND (c."was")."spec" IS NOT DISTINCT FROM (c."became")."spec"))), 0) AS changed,
       COALESCE(max(c."number") FILTER (WHERE c."journal_transaction" IN ('103') AND (c."was")."times" <> (c."became")."times"), 0) AS damaged,
       COALESCE(max(c."number") FILTER (WHERE NOT c."journal_transaction" IN ('103') AND (c."was")."times" <> (c."became")."times"), 0) AS kept,
       COALESCE(max(c."number") FILTER (WHERE c."journal_transaction" IN ('103') AND ((c."was")."times" <> (c."became")."times" OR NOT ((c."was")."id" IS NOT DISTINCT FROM (c."became")."id"))), 0) AS damaged0, COALESCE(max(c."number") FILTER (WHERE NOT c."journal_transaction" IN ('103') AND ((c."was")."times" <> (c."became")."times" OR NOT ((c."was")."id" IS NOT DISTINCT FROM (c."became")."id"))), 0) AS kept0, COALESCE(min(c."number") FILTER (WHERE c."journal_transaction" IN ('103') AND ((c."was")."times" <> (c."became")."times" OR NOT ((c."was")."id" IS NOT DISTINCT FROM (c."became")."id"))), 0) AS first0,
       COALESCE(max(c."number") FILTER (WHERE c."journal_transaction" IN ('103') AND ((c."was")."times" <> (c."became")."times" OR NOT ((c."was")."seller" IS NOT DISTINCT FROM (c."became")."seller"))), 0) AS damaged1, COALESCE(max(c."number") FILTER (WHERE NOT c."journal_transaction" IN ('103') AND ((c."was")."times" <> (c."became")."times" OR NOT ((c."was")."seller" IS NOT DISTINCT FROM (c."became")."seller"))), 0) AS kept1, COALESCE(min(c."number") FILTER (WHERE c."journal_transaction" IN ('103') AND ((c."was")."times" <> (c."became")."times" OR NOT ((c."was")."seller" IS NOT DISTINCT FROM (c."became")."seller"))), 0) AS first1,
       COALESCE(max(c."number") FILTER (WHERE c."journal_transaction" IN ('103') AND ((c."was")."times" <> (c."became")."times" OR NOT ((c."was")."name" IS NOT DISTINCT FROM (c."became")."name"))), 0) AS damaged2, COALESCE(max(c."number") FILTER (WHERE NOT c."journal_transaction" IN ('103') AND ((c."was")."times" <> (c."became")."times" OR NOT ((c."was")."name" IS NOT DISTINCT FROM (c."became")."name"))), 0) AS kept2, COALESCE(min(c."number") FILTER (WHERE c."journal_transaction" IN ('103') AND ((c."was")."times" <> (c."became")."times" OR NOT ((c."was")."name" IS NOT DISTINCT FROM (c."became")."name"))), 0) AS first2,
       COALESCE(max(c."number") FILTER (WHERE c."journal_transaction" IN ('103') AND ((c."was")."times" <> (c."became")."times" OR NOT ((c."was")."spec" IS NOT DISTINCT FROM (c."became")."spec"))), 0) AS damaged3, COALESCE(max(c."number") FILTER (WHERE NOT c."journal_transaction" IN ('103') AND ((c."was")."times" <> (c."became")."times" OR NOT ((c."was")."spec" IS NOT DISTINCT FROM (c."became")."spec"))), 0) AS kept3, COALESCE(min(c."number") FILTER (WHERE c."journal_transaction" IN ('103') AND ((c."was")."times" <> (c."became")."times" OR NOT ((c."was")."spec" IS NOT DISTINCT FROM (c."became")."spec"))), 0) AS first3
FROM change c
GROUP BY c."id"),
judged AS (
  SELECT s.*, s.damaged > s.kept AND (s.states[s.kept + 1])."times" = 0 AND s.changed > s.kept
           AND (s.states[cardinality(s.states)])."times" = 1 AS edited
  FROM story s)
SELECT COALESCE(CASE WHEN s.edited IS NOT TRUE AND s.damaged0 > s.kept0 THEN (s.states[s.kept0 + 1])."id" WHEN s.damaged0 BETWEEN 1 AND s.kept0 AND (s.states[s.first0])."times" = 1 THEN (s.states[s.first0])."id" ELSE l."id" END, k."id"), CASE WHEN s.edited IS NOT TRUE AND s.damaged1 > s.kept1 THEN (s.states[s.kept1 + 1])."seller" WHEN s.damaged1 BETWEEN 1 AND s.kept1 AND (s.states[s.first1])."times" = 1 THEN (s.states[s.first1])."seller" ELSE l."seller" END, CASE WHEN s.edited IS NOT TRUE AND s.damaged2 > s.kept2 THEN (s.states[s.kept2 + 1])."name" WHEN s.damaged2 BETWEEN 1 AND s.kept2 AND (s.states[s.first2])."times" = 1 THEN (s.states[s.first2])."name" ELSE l."name" END, CASE WHEN s.edited IS NOT TRUE AND s.damaged3 > s.kept3 THEN (s.states[s.kept3 + 1])."spec" WHEN s.damaged3 BETWEEN 1 AND s.kept3 AND (s.states[s.first3])."times" = 1 THEN (s.states[s.first3])."spec" ELSE l."spec" END,
       CASE WHEN s.contradicts THEN -1
            WHEN s.damaged > s.kept AND (s.states[s.kept + 1])."times" <> 1 THEN (s.states[s.kept + 1])."times"
            WHEN l."id" IS NOT NULL AND (s.edited OR s.damaged0 BETWEEN 1 AND s.kept0 OR s.damaged1 BETWEEN 1 AND s.kept1 OR s.damaged2 BETWEEN 1 AND s.kept2 OR s.damaged3 BETWEEN 1 AND s.kept3) THEN 2
            WHEN s.damaged > s.kept THEN 1
            ELSE (l."id" IS NOT NULL)::integer END AS "times"
FROM wanted k
LEFT JOIN ONLY "shop"."product" l ON k."id" = l."id"
LEFT JOIN judged s ON s.k1 = k."id"
