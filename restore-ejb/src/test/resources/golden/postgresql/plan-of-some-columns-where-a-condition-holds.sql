INSERT INTO tillback.plan_plan1_1 (number, action, k1, live, target)
SELECT row_number() OVER (ORDER BY action = 'KEEP', k1), action, k1, live, target
FROM (
  SELECT CASE
           WHEN l."id" IS NULL THEN 'KEEP'
           WHEN s."id" IS NULL THEN 'KEEP'
           ELSE 'CHANGE' END AS action,
         COALESCE(l."id", s."id") AS k1,
         CASE WHEN l."id" IS NOT NULL THEN ROW(l."id", l."name")::tillback.row_plan1_1 END AS live,
         CASE WHEN s."id" IS NOT NULL THEN ROW(s."id", s."name")::tillback.row_plan1_1 END AS target
  FROM ONLY "shop"."product" l FULL JOIN tillback.stage_plan1_1 s ON l."id" = s."id"
  WHERE (l."id" IS NOT NULL AND ((COALESCE(l."name" = CAST(?::text AS character varying), FALSE)) AND (NOT ((l."seller" IS NOT DISTINCT FROM NULL) OR (COALESCE(l."seller" IN (CAST(?::text AS integer), CAST(?::text AS integer)), FALSE)) OR (COALESCE(l."id" >= CAST(?::text AS bigint), FALSE)) OR (COALESCE(l."name"::text LIKE ?::text, FALSE)) OR (NOT (COALESCE(l."spec"::text = CAST(?::text AS json)::text, FALSE)))))) OR s."id" IS NOT NULL AND ((COALESCE(s."name" = CAST(?::text AS character varying), FALSE)) AND (NOT ((s."seller" IS NOT DISTINCT FROM NULL) OR (COALESCE(s."seller" IN (CAST(?::text AS integer), CAST(?::text AS integer)), FALSE)) OR (COALESCE(s."id" >= CAST(?::text AS bigint), FALSE)) OR (COALESCE(s."name"::text LIKE ?::text, FALSE)) OR (NOT (COALESCE(s."spec"::text = CAST(?::text AS json)::text, FALSE)))))))
    AND (l."id" IS NULL OR s."id" IS NULL OR NOT (l."id" IS NOT DISTINCT FROM s."id" AND l."name" IS NOT DISTINCT FROM s."name"))
  ) differing
-- [new, 1, 2, 100, a%, {}, new, 1, 2, 100, a%, {}]
