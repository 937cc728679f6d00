INSERT INTO tillback.plan_plan1_1 (number, action, k1, live, target)
SELECT row_number() OVER (ORDER BY action = 'KEEP', k1), action, k1, live, target
FROM (
  SELECT CASE
           WHEN l."id" IS NULL THEN 'CREATE'
           WHEN s."id" IS NULL THEN 'REMOVE'
           ELSE 'CHANGE' END AS action,
         COALESCE(l."id", s."id") AS k1,
         CASE WHEN l."id" IS NOT NULL THEN ROW(l."id", l."seller", l."name", l."spec")::tillback.row_plan1_1 END AS live,
         CASE WHEN s."id" IS NOT NULL THEN ROW(s."id", s."seller", s."name", s."spec")::tillback.row_plan1_1 END AS target
  FROM ONLY "shop"."product" l FULL JOIN tillback.stage_plan1_1 s ON l."id" = s."id"
  WHERE TRUE
    AND (l."id" IS NULL OR s."id" IS NULL OR NOT (l."id" IS NOT DISTINCT FROM s."id" AND l."seller" IS NOT DISTINCT FROM s."seller" AND l."name" IS NOT DISTINCT FROM s."name" AND l."spec" IS NOT DISTINCT FROM s."spec"))
  ) differing
-- []
