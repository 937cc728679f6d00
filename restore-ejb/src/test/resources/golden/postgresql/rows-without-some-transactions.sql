CREATE UNLOGGED TABLE tillback.stage_plan1_3 ("group" integer, "q""uote" text, "größe %s" "My Type", "times" integer NOT NULL) WITH (autovacuum_enabled = off);
INSERT INTO tillback.stage_plan1_3 WITH wanted AS (SELECT DISTINCT * FROM (SELECT DISTINCT r."q""uote", r."group" FROM (SELECT * FROM tillback.journal_4 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot)) r WHERE r."journal_transaction" IN ('103', '18446744073709551615')) w),
unseen AS MATERIALIZED (
  SELECT r.* FROM (SELECT * FROM tillback.journal_4 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot)) r JOIN wanted w ON r."q""uote" = w."q""uote" AND r."group" = w."group"),
counted AS (
  SELECT r."q""uote", r."group", r."journal_transaction", min(r."journal_position") AS "journal_position",
         count(*) FILTER (WHERE r."journal_operation" = 'I') AS "came",
         count(*) FILTER (WHERE r."journal_operation" IN ('D', 'T', 'M')) AS "went"
  FROM unseen r
  GROUP BY r."q""uote", r."group", r."journal_transaction"),
ended AS (
  SELECT DISTINCT ON (r."q""uote", r."group", r."journal_transaction") r.*
  FROM unseen r
  WHERE r."journal_operation" IN ('U', 'D', 'T')
  ORDER BY r."q""uote", r."group", r."journal_transaction", r."journal_position"),
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
  JOIN around a ON a."q""uote" = e."q""uote" AND a."group" = e."group" AND a."journal_transaction" = e."journal_transaction" AND a."journal_began" < COALESCE(e."journal_began", e."journal_position")),
numbered AS (
  SELECT c.*, row_number() OVER (PARTITION BY c."q""uote", c."group" ORDER BY c."journal_position") AS "number",
         (l."q""uote" IS NOT NULL)::integer - sum(c."came" - c."went") OVER (PARTITION BY c."q""uote", c."group" ORDER BY c."journal_position" DESC)::integer AS "times"
  FROM counted c LEFT JOIN "Select"."a ""b"".c\'; --" l ON c."q""uote" = l."q""uote" AND c."group" = l."group"),
step AS (
  SELECT n.*, ROW(CASE WHEN n."times" = 1 THEN f."group" END, CASE WHEN n."times" = 1 THEN f."q""uote" END, CASE WHEN n."times" = 1 THEN f."größe %s" END, n."times")::tillback.stage_plan1_3 AS "was"
  FROM numbered n LEFT JOIN first f ON n."q""uote" = f."q""uote" AND n."group" = f."group" AND f."journal_transaction" = n."journal_transaction"),
change AS (
  SELECT t.*, COALESCE(lead(t."was") OVER (PARTITION BY t."q""uote", t."group" ORDER BY t."number"), ROW(l."group", l."q""uote", l."größe %s", (l."q""uote" IS NOT NULL)::integer)::tillback.stage_plan1_3) AS "became"
  FROM step t LEFT JOIN "Select"."a ""b"".c\'; --" l ON t."q""uote" = l."q""uote" AND t."group" = l."group"),
story AS (
SELECT c."q""uote" AS k1, c."group" AS k2,
       array_agg(c."was" ORDER BY c."number") || (array_agg(c."became" ORDER BY c."number" DESC))[1] AS states,
       bool_or((c."was")."times" NOT IN (0, 1)) AS contradicts,
       COALESCE(max(c."number") FILTER (WHERE NOT c."journal_transaction" IN ('103', '18446744073709551615') AND ((c."was")."times" <> (c."became")."times" OR NOT ((c."was")."group" IS NOT DISTINCT FROM (c."became")."group" AND (c."was")."q""uote" IS NOT DISTINCT FROM (c."became")."q""uote" AND (c."was")."größe %s" IS NOT DISTINCT FROM (c."became")."größe %s"))), 0) AS changed,
       COALESCE(max(c."number") FILTER (WHERE c."journal_transaction" IN ('103', '18446744073709551615') AND (c."was")."times" <> (c."became")."times"), 0) AS damaged,
       COALESCE(max(c."number") FILTER (WHERE NOT c."journal_transaction" IN ('103', '18446744073709551615') AND (c."was")."times" <> (c."became")."times"), 0) AS kept,
       COALESCE(max(c."number") FILTER (WHERE c."journal_transaction" IN ('103', '18446744073709551615') AND ((c."was")."times" <> (c."became")."times" OR NOT ((c."was")."group" IS NOT DISTINCT FROM (c."became")."group"))), 0) AS damaged0, COALESCE(max(c."number") FILTER (WHERE NOT c."journal_transaction" IN ('103', '18446744073709551615') AND ((c."was")."times" <> (c."became")."times" OR NOT ((c."was")."group" IS NOT DISTINCT FROM (c."became")."group"))), 0) AS kept0, COALESCE(min(c."number") FILTER (WHERE c."journal_transaction" IN ('103', '18446744073709551615') AND ((c."was")."times" <> (c."became")."times" OR NOT ((c."was")."group" IS NOT DISTINCT FROM (c."became")."group"))), 0) AS first0,
       COALESCE(max(c."number") FILTER (WHERE c."journal_transaction" IN ('103', '18446744073709551615') AND ((c."was")."times" <> (c."became")."times" OR NOT ((c."was")."q""uote" IS NOT DISTINCT FROM (c."became")."q""uote"))), 0) AS damaged1, COALESCE(max(c."number") FILTER (WHERE NOT c."journal_transaction" IN ('103', '18446744073709551615') AND ((c."was")."times" <> (c."became")."times" OR NOT ((c."was")."q""uote" IS NOT DISTINCT FROM (c."became")."q""uote"))), 0) AS kept1, COALESCE(min(c."number") FILTER (WHERE c."journal_transaction" IN ('103', '18446744073709551615') AND ((c."was")."times" <> (c."became")."times" OR NOT ((c."was")."q""uote" IS NOT DISTINCT FROM (c."became")."q""uote"))), 0) AS first1,
       COALESCE(max(c."number") FILTER (WHERE c."journal_transaction" IN ('103', '18446744073709551615') AND ((c."was")."times" <> (c."became")."times" OR NOT ((c."was")."größe %s" IS NOT DISTINCT FROM (c."became")."größe %s"))), 0) AS damaged2, COALESCE(max(c."number") FILTER (WHERE NOT c."journal_transaction" IN ('103', '18446744073709551615') AND ((c."was")."times" <> (c."became")."times" OR NOT ((c."was")."größe %s" IS NOT DISTINCT FROM (c."became")."größe %s"))), 0) AS kept2, COALESCE(min(c."number") FILTER (WHERE c."journal_transaction" IN ('103', '18446744073709551615') AND ((c."was")."times" <> (c."became")."times" OR NOT ((c."was")."größe %s" IS NOT DISTINCT FROM (c."became")."größe %s"))), 0) AS first2
FROM change c
GROUP BY c."q""uote", c."group"),
judged AS (
  SELECT s.*, s.damaged > s.kept AND (s.states[s.kept + 1])."times" = 0 AND s.changed > s.kept
           AND (s.states[cardinality(s.states)])."times" = 1 AS edited
  FROM story s)
SELECT COALESCE(CASE WHEN s.edited IS NOT TRUE AND s.damaged0 > s.kept0 THEN (s.states[s.kept0 + 1])."group" ELSE l."group" END, k."group"), COALESCE(CASE WHEN s.edited IS NOT TRUE AND s.damaged1 > s.kept1 THEN (s.states[s.kept1 + 1])."q""uote" ELSE l."q""uote" END, k."q""uote"), CASE WHEN s.edited IS NOT TRUE AND s.damaged2 > s.kept2 THEN (s.states[s.kept2 + 1])."größe %s" ELSE l."größe %s" END,
       CASE WHEN s.contradicts THEN -1
            WHEN s.damaged > s.kept AND (s.states[s.kept + 1])."times" <> 1 AND NOT s.edited THEN (s.states[s.kept + 1])."times"
            WHEN l."q""uote" IS NOT NULL AND (s.edited OR s.damaged0 BETWEEN 1 AND s.kept0 OR s.damaged1 BETWEEN 1 AND s.kept1 OR s.damaged2 BETWEEN 1 AND s.kept2) THEN 2
            WHEN s.damaged > s.kept THEN 1
            ELSE (l."q""uote" IS NOT NULL)::integer END AS "times"
FROM wanted k
LEFT JOIN "Select"."a ""b"".c\'; --" l ON k."q""uote" = l."q""uote" AND k."group" = l."group"
LEFT JOIN judged s ON s.k1 = k."q""uote" AND s.k2 = k."group"
