WITH cut AS (
  SELECT ?::text::pg_snapshot AS before),
seen AS (
  SELECT s."q""uote" AS k1, s."group" AS k2, (s."group"::text COLLATE "C") AS c1, (s."q""uote"::text COLLATE "C") AS c2, (s."größe %s"::text COLLATE "C") AS c3
  FROM ONLY tillback.journal_4_8 s, cut
  WHERE s.ctid >= '(0,0)'::tid AND s.ctid < '(20,0)'::tid AND s."journal_operation" <> 'M' AND (s."journal_transaction" >= pg_snapshot_xmax(cut.before) OR NOT pg_visible_in_snapshot(s."journal_transaction", cut.before)) AND s."journal_operation" IN ('U', 'D', 'T')
  UNION ALL
  SELECT l."q""uote" AS k1, l."group" AS k2, ((l."group")::text COLLATE "C") AS c1, ((l."q""uote")::text COLLATE "C") AS c2, ((l."größe %s")::text COLLATE "C") AS c3
  FROM "Select"."a ""b"".c\'; --" l
  WHERE l.ctid >= '(1024,0)'::tid AND l.ctid < '(2048,0)'::tid AND age(l.xmin) <= age(pg_snapshot_xmin('100:104:100,102'::pg_snapshot)::xid)),
strange AS (
  SELECT DISTINCT ON (d.number, d.value) d.*, count(*) OVER (PARTITION BY d.number, d.value) AS rows
  FROM (
    SELECT s.k1, s.k2, v.number, v.value
    FROM seen s
    CROSS JOIN LATERAL (VALUES (41, s.c1), (42, s.c2), (43, s.c3)) v (number, value)) d
  WHERE NOT EXISTS (
  SELECT FROM tillback.known_value k
  WHERE k.column_number = d.number AND k.digest = CASE WHEN d.value IS NULL THEN ''::bytea ELSE sha256(convert_to(d.value, 'UTF8')) END)
  ORDER BY d.number, d.value),
chosen AS (
  SELECT DISTINCT s.k1, s.k2 FROM strange s),
fresh AS (
  SELECT s.*
  FROM (SELECT s."q""uote" AS k1, s."group" AS k2, s."journal_transaction" AS transaction, COALESCE(s."journal_began", s."journal_position") AS place, s."journal_operation"::text AS operation,
         s."journal_operation" IN ('U', 'D', 'T') AS imaged, (s."group"::text COLLATE "C") AS c1, (s."q""uote"::text COLLATE "C") AS c2, (s."größe %s"::text COLLATE "C") AS c3
       FROM ONLY tillback.journal_4_8 s
       WHERE s.ctid >= '(0,0)'::tid AND s."journal_operation" <> 'M') s JOIN chosen k ON s.k1 = k.k1 AND s.k2 = k.k2
  WHERE NOT pg_visible_in_snapshot(s.transaction, ?::text::pg_snapshot)),
turn AS (
  SELECT DISTINCT ON (r.k1, r.k2, r.transaction) r.*
  FROM fresh r
  ORDER BY r.k1, r.k2, r.transaction, r.place, r.imaged DESC),
followed AS (
  SELECT t.*, lead(t.imaged) OVER next AS next_imaged, lead(t.c1) OVER next AS n1, lead(t.c2) OVER next AS n2, lead(t.c3) OVER next AS n3
  FROM turn t
  WINDOW next AS (PARTITION BY t.k1, t.k2 ORDER BY t.place)),
step AS (
  SELECT f.transaction, f.place, f.imaged,
         f.c1 AS b1, CASE WHEN f.next_imaged IS NULL THEN ((l."group")::text COLLATE "C") ELSE f.n1 END AS a1,
         f.c2 AS b2, CASE WHEN f.next_imaged IS NULL THEN ((l."q""uote")::text COLLATE "C") ELSE f.n2 END AS a2,
         f.c3 AS b3, CASE WHEN f.next_imaged IS NULL THEN ((l."größe %s")::text COLLATE "C") ELSE f.n3 END AS a3, f.k1, f.k2
  FROM followed f
  LEFT JOIN "Select"."a ""b"".c\'; --" l ON f.next_imaged IS NULL AND f.k1 = l."q""uote" AND f.k2 = l."group"
  WHERE COALESCE(f.next_imaged, l."q""uote" IS NOT NULL))
SELECT n.number, left(n.value, 201), encode(CASE WHEN n.value IS NULL THEN ''::bytea ELSE sha256(convert_to(n.value, 'UTF8')) END, 'hex'), n.rows, w.transaction::text
FROM (
  SELECT s.*, row_number() OVER (PARTITION BY s.number ORDER BY s.value) AS nth
  FROM strange s) n
LEFT JOIN LATERAL (
  SELECT p.transaction
  FROM step p
  CROSS JOIN LATERAL (VALUES (41, p.b1, p.a1), (42, p.b2, p.a2), (43, p.b3, p.a3)) v (number, before, after)
  WHERE p.k1 = n.k1 AND p.k2 = n.k2 AND v.number = n.number AND v.after IS NOT DISTINCT FROM n.value
    AND (NOT p.imaged OR v.before IS DISTINCT FROM v.after)
  ORDER BY p.place
  LIMIT 1) w ON TRUE
WHERE n.nth <= ?
ORDER BY n.number, n.nth
