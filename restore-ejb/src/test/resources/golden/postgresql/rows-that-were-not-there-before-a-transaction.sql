WITH asked AS (SELECT DISTINCT u.k1::bigint AS "id" FROM unnest(?::text[]) u (k1)),
past ("id", "seller", "name", "spec") AS (
SELECT m."id", m."seller", m."name", m."spec" FROM (WITH found AS (
SELECT r."id", min("journal_position") AS "journal_position"
FROM tillback.journal_3 r
WHERE "journal_transaction" IN ('103')
GROUP BY r."id"),
unseen AS MATERIALIZED (
  SELECT r.* FROM (SELECT * FROM tillback.journal_3 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot)) r JOIN asked w ON r."id" = w."id" LEFT JOIN found x ON r."id" = x."id" WHERE x."journal_position" IS NULL OR r."journal_position" >= x."journal_position"),
counted AS (
  SELECT r."id", count(*) FILTER (WHERE r."journal_operation" = 'I')  AS "came", count(*) FILTER (WHERE r."journal_operation" IN ('D', 'T', 'M'))  AS "went"
  FROM unseen r
  GROUP BY r."id"),
wanted AS (SELECT DISTINCT * FROM asked w),
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
FROM wanted k LEFT JOIN counted c ON k."id" = c."id" LEFT JOIN ONLY "shop"."product" l ON k."id" = l."id"
LEFT JOIN first f ON k."id" = f."id"
) m WHERE m."times" = 1)
SELECT ARRAY[concat(a."id")]
FROM asked a
WHERE NOT EXISTS (SELECT FROM past p WHERE a."id" = p."id")
