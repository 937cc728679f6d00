WITH matched AS (
  SELECT DISTINCT r."id", r."journal_transaction"
  FROM (SELECT * FROM tillback.journal_3 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot) AND "journal_transaction" < pg_snapshot_xmax('200:204:'::pg_snapshot) AND pg_visible_in_snapshot("journal_transaction", '200:204:'::pg_snapshot) AND "journal_transaction" > '101') r
  WHERE (r."journal_backend", r."journal_transaction") IN (
SELECT n."journal_backend", n."journal_transaction"
FROM unnest(?::text::integer[], ?::text::xid8[], ?::text::xid8[]) w (process, first, next)
CROSS JOIN LATERAL (
  SELECT DISTINCT d."journal_backend", d."journal_transaction"
  FROM (SELECT * FROM (SELECT * FROM tillback.journal_3_2 UNION ALL SELECT * FROM tillback.journal_3_1) p WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot) AND "journal_transaction" < pg_snapshot_xmax('200:204:'::pg_snapshot) AND pg_visible_in_snapshot("journal_transaction", '200:204:'::pg_snapshot) AND "journal_transaction" > '101') d
  WHERE d."journal_backend" = w.process AND d."journal_transaction" >= w.first AND d."journal_transaction" < COALESCE(w.next, '18446744073709551615'::xid8)) n
  UNION
SELECT d."journal_backend", d."journal_transaction"
FROM (SELECT DISTINCT d."journal_backend", d."journal_transaction" FROM (SELECT * FROM (SELECT * FROM tillback.journal_3_3) p WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot) AND "journal_transaction" < pg_snapshot_xmax('200:204:'::pg_snapshot) AND pg_visible_in_snapshot("journal_transaction", '200:204:'::pg_snapshot) AND "journal_transaction" > '101') d) d
JOIN unnest(?::text::integer[], ?::text::xid8[], ?::text::xid8[]) w (process, first, next) ON w.process = d."journal_backend" AND w.first <= d."journal_transaction" AND (w.next IS NULL OR w.next > d."journal_transaction"))
    AND TRUE),
wanted AS (SELECT DISTINCT m."id" FROM matched m),
unseen AS MATERIALIZED (
  SELECT r.* FROM (SELECT * FROM tillback.journal_3 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot)) r JOIN wanted w ON r."id" = w."id"),
counted AS (
  SELECT r."id", r."journal_transaction", min(r."journal_position") AS "journal_position", min(r."journal_time") AS "journal_time", min(r."journal_backend") AS "journal_backend",
         count(*) FILTER (WHERE r."journal_operation" = 'I') AS "came",
         count(*) FILTER (WHERE r."journal_operation" IN ('D', 'T', 'M')) AS "went",
         (array_agg(r."journal_operation" ORDER BY r."journal_position" DESC) FILTER (WHERE r."journal_operation" IN ('D', 'T', 'M')))[1] AS "journal_operation",
         (array_agg(r."journal_operation" ORDER BY r."journal_position" DESC))[1] IN ('I', 'U') AS "left_there"
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
image AS MATERIALIZED (
  SELECT f."id", f."journal_transaction", ARRAY[f."id"::text, f."seller"::text, f."name"::text, f."spec"::text]::text[] AS "texts"
  FROM first f),
numbered AS (
  SELECT c.*, row_number() OVER (PARTITION BY c."id" ORDER BY c."journal_position") AS "number",
         (l."id" IS NOT NULL)::integer - sum(c."came" - c."went") OVER (PARTITION BY c."id" ORDER BY c."journal_position" DESC)::integer AS "times"
  FROM counted c LEFT JOIN ONLY "shop"."product" l ON c."id" = l."id"),
pictured AS (
  SELECT c.*, f."texts" AS "was_texts", f."id" AS "was_0"
  FROM numbered c
  LEFT JOIN image f ON c."id" = f."id" AND f."journal_transaction" = c."journal_transaction"),
followed AS (
  SELECT p.*, lead(p."times") OVER next AS "next_times", lead(p."was_texts") OVER next AS "next_texts", lead(p."was_0") OVER next AS "next_0"
  FROM pictured p
  WINDOW next AS (PARTITION BY p."id" ORDER BY p."number")),
step AS (
  SELECT s."journal_transaction" AS transaction, s."journal_time" AS at, s."journal_position" AS position, s."journal_backend" AS process, t.kind,
         ARRAY[concat(s."id")]::text[] AS key, CASE WHEN s."times" = 1 THEN f."texts" END AS before, t.after, t.known
  FROM followed s
  JOIN matched m ON s."id" = m."id" AND m."journal_transaction" = s."journal_transaction" LEFT JOIN ONLY "shop"."product" l ON s."id" = l."id"
  CROSS JOIN LATERAL (SELECT s."was_texts" AS "texts", s."was_0" AS "id") f
  CROSS JOIN LATERAL (SELECT COALESCE(s."next_times", (l."id" IS NOT NULL)::integer) AS "there", TRUE AS "told",
           CASE WHEN s."next_times" IS NOT NULL THEN s."next_texts" ELSE ARRAY[l."id"::text, l."seller"::text, l."name"::text, l."spec"::text]::text[] END AS "texts",
           CASE WHEN s."next_times" IS NOT NULL THEN s."next_0" ELSE l."id" END AS "id") a
  CROSS JOIN LATERAL (
    SELECT CASE WHEN s."times" = 0 AND a."there" = 1 THEN 'I'
                WHEN s."times" = 1 AND a."there" = 0 THEN s."journal_operation"::text
                WHEN s."times" = 1 AND a."there" = 1 THEN 'U' END AS kind,
           CASE WHEN a."there" = 1 THEN a."texts" END AS after,
           a."there" = 0 OR a."told" AS known) t
  WHERE t.kind IS NOT NULL)
SELECT p.number, p.before, p.after, p.rows, p.is_column
FROM (
  SELECT c.number, c.before, c.after, count(DISTINCT c.key) AS rows, grouping(c.before) = 1 AS is_column,
         row_number() OVER (
           PARTITION BY c.number, grouping(c.before)
           ORDER BY count(DISTINCT c.key) DESC, c.before, c.after) AS place
  FROM (
    SELECT h.key, u.i AS number, left(u.v, 201) AS before, left(u.w, 201) AS after
    FROM step h
    CROSS JOIN LATERAL unnest(h.before, h.after) WITH ORDINALITY u (v, w, i)
    WHERE h.kind = 'U' AND h.known AND u.v IS DISTINCT FROM u.w) c
  GROUP BY GROUPING SETS ((c.number), (c.number, c.before, c.after))) p
WHERE p.place <= 5
ORDER BY p.number, p.is_column DESC, p.place
-- [{17}, {101}, {NULL}, {17}, {101}, {NULL}]
