WITH fresh AS (
  SELECT s.*
  FROM (SELECT s."id" AS k1, s."journal_transaction" AS transaction, COALESCE(s."journal_began", s."journal_position") AS place, s."journal_operation"::text AS operation,
         s."journal_operation" IN ('U', 'D', 'T') AS imaged, (s."id"::text COLLATE "C") AS c1, (s."seller"::text COLLATE "C") AS c2, (s."name"::text COLLATE "C") AS c3, (s."spec"::text COLLATE "C") AS c4
       FROM ONLY tillback.journal_3_7 s
       WHERE s.ctid >= '(4096,0)'::tid AND s."journal_operation" <> 'M'
    UNION ALL
    SELECT s."id" AS k1, s."journal_transaction" AS transaction, COALESCE(s."journal_began", s."journal_position") AS place, s."journal_operation"::text AS operation,
         s."journal_operation" IN ('U', 'D', 'T') AS imaged, (s."id"::text COLLATE "C") AS c1, (s."seller"::text COLLATE "C") AS c2, (s."name"::text COLLATE "C") AS c3, (s."spec"::text COLLATE "C") AS c4
       FROM ONLY tillback.journal_3_8 s
       WHERE s.ctid >= '(0,0)'::tid AND s."journal_operation" <> 'M') s
  WHERE NOT pg_visible_in_snapshot(s.transaction, ?::text::pg_snapshot)),
turn AS (
  SELECT DISTINCT ON (r.k1, r.transaction) r.*
  FROM fresh r
  ORDER BY r.k1, r.transaction, r.place, r.imaged DESC),
followed AS (
  SELECT t.*, lead(t.imaged) OVER next AS next_imaged, lead(t.c1) OVER next AS n1, lead(t.c2) OVER next AS n2, lead(t.c3) OVER next AS n3, lead(t.c4) OVER next AS n4
  FROM turn t
  WINDOW next AS (PARTITION BY t.k1 ORDER BY t.place)),
step AS (
  SELECT f.transaction, f.place, f.imaged,
         f.c1 AS b1, CASE WHEN f.next_imaged IS NULL THEN ((l."id")::text COLLATE "C") ELSE f.n1 END AS a1,
         f.c2 AS b2, CASE WHEN f.next_imaged IS NULL THEN ((l."seller")::text COLLATE "C") ELSE f.n2 END AS a2,
         f.c3 AS b3, CASE WHEN f.next_imaged IS NULL THEN ((l."name")::text COLLATE "C") ELSE f.n3 END AS a3,
         f.c4 AS b4, CASE WHEN f.next_imaged IS NULL THEN ((l."spec")::text COLLATE "C") ELSE f.n4 END AS a4
  FROM followed f
  LEFT JOIN ONLY "shop"."product" l ON f.next_imaged IS NULL AND f.k1 = l."id"
  WHERE COALESCE(f.next_imaged, l."id" IS NOT NULL)),
taken AS (
  SELECT v.number, v.after AS value, count(*) AS rows, min(lpad(s.transaction::text, 20, '0')) AS first
  FROM step s
  CROSS JOIN LATERAL (VALUES (41, s.b1, s.a1), (42, s.b2, s.a2), (43, s.b3, s.a3), (44, s.b4, s.a4)) v (number, before, after)
  WHERE pg_visible_in_snapshot(s.transaction, ?::text::pg_snapshot)
    AND (NOT s.imaged OR v.before IS DISTINCT FROM v.after)
  GROUP BY v.number, v.after),
digested AS (
  SELECT t.*, CASE WHEN t.value IS NULL THEN ''::bytea ELSE sha256(convert_to(t.value, 'UTF8')) END AS digest FROM taken t),
new AS (
  SELECT d.*, row_number() OVER (PARTITION BY d.number ORDER BY d.first, d.digest) AS place
  FROM digested d
  WHERE NOT EXISTS (
    SELECT FROM tillback.known_value k
    WHERE k.column_number = d.number AND k.digest = d.digest))
SELECT n.number, left(n.value, 201), encode(n.digest, 'hex'), n.rows, ltrim(n.first, '0')
FROM new n
WHERE n.place <= ?
ORDER BY n.first, n.number, n.place
