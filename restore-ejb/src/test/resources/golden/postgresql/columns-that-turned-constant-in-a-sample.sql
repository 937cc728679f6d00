WITH chosen AS (
  SELECT DISTINCT s.k1
  FROM (SELECT s."id" AS k1, s."journal_transaction" AS transaction, COALESCE(s."journal_began", s."journal_position") AS place, s."journal_operation"::text AS operation,
         s."journal_operation" IN ('U', 'D', 'T') AS imaged, (s."seller"::text COLLATE "C") AS c1
       FROM ONLY tillback.journal_3_8 s
       WHERE s.ctid >= '(0,0)'::tid AND s."journal_operation" <> 'M') s
  WHERE s.transaction = ?::text::xid8 AND s.operation = 'U' AND abs(hashtext(concat_ws(' ', s.k1))::bigint) % 20 = 0),
fresh AS (
  SELECT s.*
  FROM (SELECT s."id" AS k1, s."journal_transaction" AS transaction, COALESCE(s."journal_began", s."journal_position") AS place, s."journal_operation"::text AS operation,
         s."journal_operation" IN ('U', 'D', 'T') AS imaged, (s."seller"::text COLLATE "C") AS c1
       FROM ONLY tillback.journal_3_8 s
       WHERE s.ctid >= '(0,0)'::tid AND s."journal_operation" <> 'M') s JOIN chosen k ON s.k1 = k.k1
  WHERE NOT pg_visible_in_snapshot(s.transaction, ?::text::pg_snapshot)),
turn AS (
  SELECT DISTINCT ON (r.k1, r.transaction) r.*
  FROM fresh r
  ORDER BY r.k1, r.transaction, r.place, r.imaged DESC),
followed AS (
  SELECT t.*, lead(t.imaged) OVER next AS next_imaged, lead(t.c1) OVER next AS n1
  FROM turn t
  WINDOW next AS (PARTITION BY t.k1 ORDER BY t.place)),
step AS (
  SELECT f.transaction, f.place, f.imaged,
         f.c1 AS b1, CASE WHEN f.next_imaged IS NULL THEN ((l."seller")::text COLLATE "C") ELSE f.n1 END AS a1, l."seller"::text AS seller
  FROM followed f
  LEFT JOIN ONLY "shop"."product" l ON f.k1 = l."id"
  WHERE COALESCE(f.next_imaged, l."id" IS NOT NULL))
SELECT v.number, left(min(v.after), 201), count(DISTINCT s.seller)
FROM step s
CROSS JOIN LATERAL (VALUES (1, s.b1, s.a1)) v (number, before, after)
WHERE s.transaction = ?::text::xid8 AND s.imaged AND v.before IS DISTINCT FROM v.after
GROUP BY v.number
HAVING count(*) >= ?::bigint AND count(DISTINCT s.seller) >= ?::bigint
  AND count(DISTINCT ROW(v.after)) = 1 AND count(DISTINCT ROW(v.before)) > 1
ORDER BY v.number
