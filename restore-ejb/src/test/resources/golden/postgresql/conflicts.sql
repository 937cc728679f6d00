CREATE TABLE tillback.conflict_plan1_3 (number bigint NOT NULL, k1 text NOT NULL, k2 integer NOT NULL, name text NOT NULL, before text, damage text, live text);
INSERT INTO tillback.conflict_plan1_3 WITH wanted AS (SELECT DISTINCT * FROM (SELECT DISTINCT r."q""uote", r."group" FROM (SELECT * FROM tillback.journal_4 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot)) r WHERE r."journal_transaction" IN ('103', '18446744073709551615')) w),
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
SELECT row_number() OVER (ORDER BY k."q""uote", k."group", v.place), k."q""uote", k."group", v.name, v.before, v.damage, v.live
FROM wanted k
JOIN "Select"."a ""b"".c\'; --" l ON k."q""uote" = l."q""uote" AND k."group" = l."group"
JOIN judged s ON s.k1 = k."q""uote" AND s.k2 = k."group"
CROSS JOIN LATERAL (
  VALUES (0, 'group', s.edited OR s.damaged0 BETWEEN 1 AND s.kept0, left((s.states[s.first0])."group"::text, 201), left((s.states[s.damaged0 + 1])."group"::text, 201), left(l."group"::text, 201)),
         (1, 'q"uote', s.edited OR s.damaged1 BETWEEN 1 AND s.kept1, left((s.states[s.first1])."q""uote"::text, 201), left((s.states[s.damaged1 + 1])."q""uote"::text, 201), left(l."q""uote"::text, 201)),
         (2, 'größe %s', s.edited OR s.damaged2 BETWEEN 1 AND s.kept2, left((s.states[s.first2])."größe %s"::text, 201), left((s.states[s.damaged2 + 1])."größe %s"::text, 201), left(l."größe %s"::text, 201))) v (place, name, stands, before, damage, live)
WHERE v.stands
;
ALTER TABLE tillback.conflict_plan1_3 ADD PRIMARY KEY (number)
