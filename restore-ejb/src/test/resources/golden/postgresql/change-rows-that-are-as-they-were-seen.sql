UPDATE ONLY "shop"."product" l
SET "seller" = (p.target)."seller", "name" = (p.target)."name", "spec" = (p.target)."spec"
FROM tillback.plan_plan1_1 p
WHERE p.action = 'CHANGE' AND l."id" = p.k1
 AND l."id" IS NOT DISTINCT FROM (p.live)."id" AND l."seller" IS NOT DISTINCT FROM (p.live)."seller" AND l."name" IS NOT DISTINCT FROM (p.live)."name" AND l."spec" IS NOT DISTINCT FROM (p.live)."spec"
