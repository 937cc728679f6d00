WITH cut AS (
  SELECT ?::text::pg_snapshot AS before),
shown AS (
  SELECT DISTINCT (s."id"::text COLLATE "C") AS c1, (s."seller"::text COLLATE "C") AS c2, (s."name"::text COLLATE "C") AS c3, (s."spec"::text COLLATE "C") AS c4
  FROM ONLY tillback.journal_3_7 s, cut
  WHERE s.ctid >= '(4100,0)'::tid AND s.ctid < '(4200,0)'::tid AND s."journal_operation" <> 'M' AND (s."journal_transaction" >= pg_snapshot_xmax(cut.before) OR NOT pg_visible_in_snapshot(s."journal_transaction", cut.before)) AND s."journal_operation" IN ('U', 'D', 'T')
  UNION ALL
  SELECT DISTINCT (s."id"::text COLLATE "C") AS c1, (s."seller"::text COLLATE "C") AS c2, (s."name"::text COLLATE "C") AS c3, (s."spec"::text COLLATE "C") AS c4
  FROM ONLY tillback.journal_3_8 s, cut
  WHERE s.ctid >= '(0,0)'::tid AND s.ctid < '(20,0)'::tid AND s."journal_operation" <> 'M' AND (s."journal_transaction" >= pg_snapshot_xmax(cut.before) OR NOT pg_visible_in_snapshot(s."journal_transaction", cut.before)) AND s."journal_operation" IN ('U', 'D', 'T')
  UNION ALL
  SELECT ((l."id")::text COLLATE "C") AS c1, ((l."seller")::text COLLATE "C") AS c2, ((l."name")::text COLLATE "C") AS c3, ((l."spec")::text COLLATE "C") AS c4
  FROM (
    SELECT DISTINCT r.k1 FROM (SELECT s."id" AS k1 FROM ONLY tillback.journal_3_8 s, cut WHERE s.ctid >= '(5,0)'::tid AND s.ctid < '(7,0)'::tid AND s."journal_operation" <> 'M' AND (s."journal_transaction" >= pg_snapshot_xmax(cut.before) OR NOT pg_visible_in_snapshot(s."journal_transaction", cut.before))) r) f
  JOIN ONLY "shop"."product" l ON f.k1 = l."id"
  UNION ALL
  SELECT DISTINCT ((l."id")::text COLLATE "C") AS c1, ((l."seller")::text COLLATE "C") AS c2, ((l."name")::text COLLATE "C") AS c3, ((l."spec")::text COLLATE "C") AS c4
  FROM ONLY "shop"."product" l
  WHERE l.ctid >= '(1024,0)'::tid AND l.ctid < '(2048,0)'::tid AND age(l.xmin) <= age(pg_snapshot_xmin('100:104:100,102'::pg_snapshot)::xid)),
different AS (
  SELECT CASE WHEN GROUPING(s.c1) = 0 THEN 41 WHEN GROUPING(s.c2) = 0 THEN 42 WHEN GROUPING(s.c3) = 0 THEN 43 WHEN GROUPING(s.c4) = 0 THEN 44 END AS number, CASE WHEN GROUPING(s.c1) = 0 THEN s.c1 WHEN GROUPING(s.c2) = 0 THEN s.c2 WHEN GROUPING(s.c3) = 0 THEN s.c3 WHEN GROUPING(s.c4) = 0 THEN s.c4 END AS value
  FROM shown s
  GROUP BY GROUPING SETS ((s.c1), (s.c2), (s.c3), (s.c4)))
SELECT DISTINCT d.number
FROM different d
WHERE NOT EXISTS (
  SELECT FROM tillback.known_value k
  WHERE k.column_number = d.number AND k.digest = CASE WHEN d.value IS NULL THEN ''::bytea ELSE sha256(convert_to(d.value, 'UTF8')) END)
