WITH cut AS (
  SELECT ?::text::pg_snapshot AS before),
shown AS (
  SELECT DISTINCT (s."group"::text COLLATE "C") AS c1, (s."q""uote"::text COLLATE "C") AS c2, (s."größe %s"::text COLLATE "C") AS c3
  FROM ONLY tillback.journal_4_8 s, cut
  WHERE s.ctid >= '(0,0)'::tid AND s.ctid < '(20,0)'::tid AND s."journal_operation" <> 'M' AND (s."journal_transaction" >= pg_snapshot_xmax(cut.before) OR NOT pg_visible_in_snapshot(s."journal_transaction", cut.before)) AND s."journal_operation" IN ('U', 'D', 'T')
  UNION ALL
  SELECT ((l."group")::text COLLATE "C") AS c1, ((l."q""uote")::text COLLATE "C") AS c2, ((l."größe %s")::text COLLATE "C") AS c3
  FROM (
    SELECT DISTINCT r.k1, r.k2 FROM (SELECT s."q""uote" AS k1, s."group" AS k2 FROM ONLY tillback.journal_4_8 s, cut WHERE s.ctid >= '(0,0)'::tid AND s.ctid < '(20,0)'::tid AND s."journal_operation" <> 'M' AND (s."journal_transaction" >= pg_snapshot_xmax(cut.before) OR NOT pg_visible_in_snapshot(s."journal_transaction", cut.before))) r) f
  JOIN "Select"."a ""b"".c\'; --" l ON f.k1 = l."q""uote" AND f.k2 = l."group"),
different AS (
  SELECT CASE WHEN GROUPING(s.c1) = 0 THEN 41 WHEN GROUPING(s.c2) = 0 THEN 42 WHEN GROUPING(s.c3) = 0 THEN 43 END AS number, CASE WHEN GROUPING(s.c1) = 0 THEN s.c1 WHEN GROUPING(s.c2) = 0 THEN s.c2 WHEN GROUPING(s.c3) = 0 THEN s.c3 END AS value
  FROM shown s
  GROUP BY GROUPING SETS ((s.c1), (s.c2), (s.c3)))
SELECT DISTINCT d.number
FROM different d
WHERE NOT EXISTS (
  SELECT FROM tillback.known_value k
  WHERE k.column_number = d.number AND k.digest = CASE WHEN d.value IS NULL THEN ''::bytea ELSE sha256(convert_to(d.value, 'UTF8')) END)
