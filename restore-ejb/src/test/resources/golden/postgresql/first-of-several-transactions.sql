WITH removal AS (
  SELECT id::xid8, position::pg_lsn
  FROM unnest(?::text[], ?::text[]) r (id, position)),
before AS (
  SELECT m.number
  FROM tillback.moment m
  WHERE NOT EXISTS (SELECT FROM removal r WHERE pg_visible_in_snapshot(r.id, m.cut))
  ORDER BY m.number DESC
  LIMIT 1),
after AS (
  SELECT m.cut
  FROM tillback.moment m
  JOIN before b ON m.number > b.number
  ORDER BY m.number
  LIMIT 1)
SELECT r.id::text
FROM removal r
CROSS JOIN before
LEFT JOIN after a ON TRUE
WHERE a.cut IS NULL OR pg_visible_in_snapshot(r.id, a.cut)
ORDER BY r.position
LIMIT 1
