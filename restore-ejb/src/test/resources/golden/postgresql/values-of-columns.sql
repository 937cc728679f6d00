SELECT g.number, sum(g.rows)::bigint, count(*), count(*) FILTER (WHERE g.rows = 1),
       CASE WHEN count(*) <= ? THEN array_agg(encode(CASE WHEN g.value IS NULL THEN ''::bytea ELSE sha256(convert_to(g.value, 'UTF8')) END, 'hex')) END
FROM (
  SELECT v.number, v.value, count(*) AS rows
  FROM ONLY "shop"."product" t
  CROSS JOIN LATERAL (VALUES (1, ((t."id")::text COLLATE "C")), (2, ((t."seller")::text COLLATE "C")), (3, ((t."name")::text COLLATE "C")), (4, ((t."spec")::text COLLATE "C"))) v (number, value)
  GROUP BY v.number, v.value) g
GROUP BY g.number
