UPDATE ONLY "shop"."product" l
SET "seller" = (p.target)."seller", "name" = (p.target)."name", "spec" = (p.target)."spec"
FROM tillback.plan_plan1_1 p
WHERE p.action = 'CHANGE' AND l."id" = p.k1
 AND record_image_eq(ROW(l."id", l."seller", l."name", l."spec"), ROW((p.live)."id", (p.live)."seller", (p.live)."name", (p.live)."spec"))
