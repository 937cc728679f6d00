WITH cut AS (
  SELECT ?::text::pg_snapshot AS before, ?::text::pg_snapshot AS now, ?::text[]::xid8[] AS restores),
recorded AS (
  SELECT s."id" AS k1, s."journal_transaction" AS transaction, COALESCE(s."journal_began", s."journal_position") AS place,
       s."journal_operation" IN ('U', 'D', 'T') AS imaged, s."journal_transaction" = ANY (cut.restores) AS restored, CASE WHEN COALESCE(pg_column_size(s."seller"), 0) <= 2000 THEN (s."seller"::text COLLATE "C") END AS c1, CASE WHEN COALESCE(pg_column_size(s."name"), 0) <= 2000 THEN (s."name"::text COLLATE "C") END AS c2
  FROM ONLY tillback.journal_3_8 s, cut
  WHERE s.ctid >= '(0,0)'::tid AND s.ctid < '(20,0)'::tid AND s."journal_operation" <> 'M'
    AND (s."journal_transaction" >= pg_snapshot_xmax(cut.before) OR NOT pg_visible_in_snapshot(s."journal_transaction", cut.before))
    AND (s."journal_transaction" < pg_snapshot_xmin(cut.now) OR pg_visible_in_snapshot(s."journal_transaction", cut.now))),
changed AS (
  SELECT DISTINCT ON (r.k1) r.*, last_value(r.transaction) OVER of_row AS writer,
         last_value(r.place) OVER of_row AS written_at, bool_or(r.restored) OVER of_row AS touched
  FROM recorded r
  WINDOW of_row AS (
    PARTITION BY r.k1 ORDER BY r.place, r.imaged DESC
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
  ORDER BY r.k1, r.place, r.imaged DESC),
owned AS MATERIALIZED (
  SELECT c.imaged, c.writer, c.written_at, (l."seller"::text COLLATE "C") AS seller, c.c1 AS b1, CASE WHEN COALESCE(pg_column_size(l."seller"), 0) <= 2000 THEN ((l."seller")::text COLLATE "C") END AS a1, COALESCE(pg_column_size(l."seller"), 0) <= 2000 AS f1, c.c2 AS b2, CASE WHEN COALESCE(pg_column_size(l."name"), 0) <= 2000 THEN ((l."name")::text COLLATE "C") END AS a2, COALESCE(pg_column_size(l."name"), 0) <= 2000 AS f2
  FROM changed c
  JOIN ONLY "shop"."product" l ON c.k1 = l."id"
  WHERE NOT c.touched),
written AS (
  SELECT o.writer, o.written_at, o.seller, v.number, v.after AS value
  FROM owned o
  CROSS JOIN LATERAL (VALUES (1, o.b1, o.a1, o.f1), (2, o.b2, o.a2, o.f2)) v (number, before, after, fits)
  WHERE v.fits AND (NOT o.imaged OR v.before IS DISTINCT FROM v.after)),
turning AS (
  SELECT w.*, CASE WHEN row_number() OVER following > 1 AND lag(w.value) OVER following IS NOT DISTINCT FROM w.value
           THEN 0 ELSE 1 END AS turn
  FROM written w
  WINDOW following AS (PARTITION BY w.number ORDER BY w.written_at, w.value)),
placed AS (
  SELECT t.*, sum(t.turn) OVER (PARTITION BY t.number ORDER BY t.written_at, t.value
                                ROWS UNBOUNDED PRECEDING) AS streak
  FROM turning t),
streaks AS (
  SELECT s.number, s.streak, s.transactions, max(s.streak) OVER of_column AS streaks,
         max(s.transactions) OVER of_column AS longest, sum(s.transactions) OVER of_column AS total
  FROM (
    SELECT p.number, p.streak, count(DISTINCT p.writer) AS transactions
    FROM placed p
    GROUP BY p.number, p.streak) s
  WINDOW of_column AS (PARTITION BY s.number))
SELECT s.number, s.streak = 1, s.streaks, s.longest, s.total, s.transactions, count(*),
       left(min(p.value), 201), encode(CASE WHEN min(p.value) IS NULL THEN ''::bytea ELSE sha256(convert_to(min(p.value), 'UTF8')) END, 'hex'),
       (array_agg(p.writer::text ORDER BY p.written_at))[1],
       (array_agg(DISTINCT hashtextextended(p.seller, 0)) FILTER (WHERE p.seller IS NOT NULL))[:?::integer]
FROM streaks s
JOIN placed p ON p.number = s.number AND p.streak = s.streak
WHERE s.streak = 1 OR s.streak = s.streaks
GROUP BY s.number, s.streak, s.streaks, s.longest, s.total, s.transactions
ORDER BY s.number, s.streak
