SELECT g.number, sum(g.rows)::bigint, count(*), count(*) FILTER (WHERE g.rows = 1),
       CASE WHEN count(*) <= ? THEN array_agg(encode(CASE WHEN g.value IS NULL THEN ''::bytea ELSE sha256(convert_to(g.value, 'UTF8')) END, 'hex')) END
FROM (
  SELECT v.number, v.value, count(*) AS rows
  FROM "Select"."a ""b"".c\'; --" t TABLESAMPLE SYSTEM (2.5)
  CROSS JOIN LATERAL (VALUES (1, ((t."group")::text COLLATE "C")), (2, ((t."q""uote")::text COLLATE "C")), (3, ((t."größe %s")::text COLLATE "C"))) v (number, value)
  GROUP BY v.number, v.value) g
GROUP BY g.number
