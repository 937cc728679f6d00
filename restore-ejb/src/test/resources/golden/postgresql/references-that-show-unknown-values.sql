WITH cut AS (
  SELECT ?::text::pg_snapshot AS before),
shown AS (
  SELECT DISTINCT (CASE WHEN s."seller" IS NOT NULL THEN ''::text COLLATE "C" END) AS c1
  FROM ONLY tillback.journal_3_8 s, cut
  WHERE s.ctid >= '(0,0)'::tid AND s.ctid < '(20,0)'::tid AND s."journal_operation" <> 'M' AND (s."journal_transaction" >= pg_snapshot_xmax(cut.before) OR NOT pg_visible_in_snapshot(s."journal_transaction", cut.before)) AND s."journal_operation" IN ('U', 'D', 'T')
  UNION ALL
  SELECT (CASE WHEN l."seller" IS NOT NULL THEN ''::text COLLATE "C" END) AS c1
  FROM (
    SELECT DISTINCT r.k1 FROM (SELECT s."id" AS k1 FROM ONLY tillback.journal_3_8 s, cut WHERE s.ctid >= '(0,0)'::tid AND s.ctid < '(20,0)'::tid AND s."journal_operation" <> 'M' AND (s."journal_transaction" >= pg_snapshot_xmax(cut.before) OR NOT pg_visible_in_snapshot(s."journal_transaction", cut.before))) r) f
  JOIN ONLY "shop"."product" l ON f.k1 = l."id"),
different AS (
  SELECT CASE WHEN GROUPING(s.c1) = 0 THEN 41 END AS number, CASE WHEN GROUPING(s.c1) = 0 THEN s.c1 END AS value
  FROM shown s
  GROUP BY GROUPING SETS ((s.c1)))
SELECT DISTINCT d.number
FROM different d
WHERE NOT EXISTS (
  SELECT FROM tillback.known_value k
  WHERE k.column_number = d.number AND k.digest = CASE WHEN d.value IS NULL THEN ''::bytea ELSE sha256(convert_to(d.value, 'UTF8')) END)
