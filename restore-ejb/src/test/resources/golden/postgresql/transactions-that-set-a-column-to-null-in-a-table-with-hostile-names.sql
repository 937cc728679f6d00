WITH matched AS (
  SELECT DISTINCT r."q""uote", r."group", r."journal_transaction"
  FROM (SELECT * FROM tillback.journal_4 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot)) r
  WHERE TRUE
    AND r."journal_transaction" IN ('103')
    AND r."journal_operation" IN ('U', 'M')
    AND r."q""uote" = ?::text::text AND r."group" = ?::text::integer
    AND r."journal_operation" IN ('U', 'D', 'T') AND (COALESCE(r."größe %s" = CAST(?::text AS "My Type"), FALSE))),
wanted AS (SELECT DISTINCT m."q""uote", m."group" FROM matched m),
unseen AS MATERIALIZED (
  SELECT r.* FROM (SELECT * FROM tillback.journal_4 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot)) r JOIN wanted w ON r."q""uote" = w."q""uote" AND r."group" = w."group"),
counted AS (
  SELECT r."q""uote", r."group", r."journal_transaction", min(r."journal_position") AS "journal_position", min(r."journal_time") AS "journal_time", min(r."journal_backend") AS "journal_backend",
         count(*) FILTER (WHERE r."journal_operation" = 'I') AS "came",
         count(*) FILTER (WHERE r."journal_operation" IN ('D', 'T', 'M')) AS "went",
         (array_agg(r."journal_operation" ORDER BY r."journal_position" DESC) FILTER (WHERE r."journal_operation" IN ('D', 'T', 'M')))[1] AS "journal_operation",
         (array_agg(r."journal_operation" ORDER BY r."journal_position" DESC))[1] IN ('I', 'U') AS "left_there"
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
image AS MATERIALIZED (
  SELECT f."q""uote", f."group", f."größe %s", f."journal_transaction", ARRAY[f."group"::text, f."q""uote"::text, f."größe %s"::text]::text[] AS "texts"
  FROM first f),
numbered AS (
  SELECT c.*, row_number() OVER (PARTITION BY c."q""uote", c."group" ORDER BY c."journal_position") AS "number",
         first_value(CASE WHEN c."came" <> c."went" THEN (c."came" > c."went")::integer
              WHEN c."came" = 0 THEN 1 ELSE c."left_there"::integer END) OVER (PARTITION BY c."q""uote", c."group" ORDER BY c."journal_position" DESC) - sum(c."came" - c."went") OVER (PARTITION BY c."q""uote", c."group" ORDER BY c."journal_position" DESC)::integer AS "times"
  FROM counted c),
pictured AS (
  SELECT c.*, f."texts" AS "was_texts", f."q""uote" AS "was_0", f."group" AS "was_1", f."größe %s" AS "was_2"
  FROM numbered c
  LEFT JOIN image f ON c."q""uote" = f."q""uote" AND c."group" = f."group" AND f."journal_transaction" = c."journal_transaction"),
followed AS (
  SELECT p.*, lead(p."times") OVER next AS "next_times", lead(p."was_texts") OVER next AS "next_texts", lead(p."was_0") OVER next AS "next_0", lead(p."was_1") OVER next AS "next_1", lead(p."was_2") OVER next AS "next_2"
  FROM pictured p
  WINDOW next AS (PARTITION BY p."q""uote", p."group" ORDER BY p."number")),
step AS (
  SELECT s."journal_transaction" AS transaction, s."journal_time" AS at, s."journal_position" AS position, s."journal_backend" AS process, t.kind,
         ARRAY[concat(s."q""uote"), concat(s."group")]::text[] AS key, CASE WHEN s."times" = 1 THEN f."texts" END AS before, t.after, t.known
  FROM followed s
  JOIN matched m ON s."q""uote" = m."q""uote" AND s."group" = m."group" AND m."journal_transaction" = s."journal_transaction"
  CROSS JOIN LATERAL (SELECT s."was_texts" AS "texts", s."was_0" AS "q""uote", s."was_1" AS "group", s."was_2" AS "größe %s") f
  CROSS JOIN LATERAL (SELECT COALESCE(s."next_times", CASE WHEN s."came" <> s."went" THEN (s."came" > s."went")::integer
              WHEN s."came" = 0 THEN 1 ELSE s."left_there"::integer END) AS "there", s."next_times" IS NOT NULL AS "told",
           CASE WHEN s."next_times" IS NOT NULL THEN s."next_texts" ELSE NULL::text[] END AS "texts",
           CASE WHEN s."next_times" IS NOT NULL THEN s."next_0" END AS "q""uote",
           CASE WHEN s."next_times" IS NOT NULL THEN s."next_1" END AS "group",
           CASE WHEN s."next_times" IS NOT NULL THEN s."next_2" END AS "größe %s") a
  CROSS JOIN LATERAL (
    SELECT CASE WHEN s."times" = 0 AND a."there" = 1 THEN 'I'
                WHEN s."times" = 1 AND a."there" = 0 THEN s."journal_operation"::text
                WHEN s."times" = 1 AND a."there" = 1 THEN 'U' END AS kind,
           CASE WHEN a."there" = 1 THEN a."texts" END AS after,
           a."there" = 0 OR a."told" AS known) t
  WHERE t.kind IS NOT NULL
    AND t.kind IN ('U', 'M')
    AND t.kind = 'U' AND t.known AND (f."texts"[3] IS DISTINCT FROM a."texts"[3])
    AND s."times" = 1 AND (COALESCE(f."größe %s" = CAST(?::text AS "My Type"), FALSE))
    AND a."there" = 1 AND a."told" AND (a."größe %s" IS NOT DISTINCT FROM NULL)),
hit AS (SELECT * FROM step)
SELECT n.transaction::text, sum(count(*)) OVER ()
FROM (
  SELECT h.transaction
  FROM hit h
  WHERE h.transaction < '18446744073709551615'
  ORDER BY h.transaction DESC
  LIMIT 2000) n
GROUP BY n.transaction
ORDER BY n.transaction DESC
-- [1, a, x, x]
