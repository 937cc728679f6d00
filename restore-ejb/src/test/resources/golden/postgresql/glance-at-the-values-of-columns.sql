SELECT v.number, count(DISTINCT ROW(v.value)), COALESCE(max(v.bytes), 0)
FROM (SELECT * FROM ONLY "shop"."product" LIMIT 2000) t
CROSS JOIN LATERAL (VALUES (1, pg_column_size(t."id"), CASE WHEN pg_column_size(t."id") <= 1000 THEN ((t."id")::text COLLATE "C") END), (2, pg_column_size(t."seller"), CASE WHEN pg_column_size(t."seller") <= 1000 THEN ((t."seller")::text COLLATE "C") END), (3, pg_column_size(t."name"), CASE WHEN pg_column_size(t."name") <= 1000 THEN ((t."name")::text COLLATE "C") END), (4, pg_column_size(t."spec"), CASE WHEN pg_column_size(t."spec") <= 1000 THEN ((t."spec")::text COLLATE "C") END)) v (number, bytes, value)
GROUP BY v.number
