INSERT INTO "shop"."product" ("id", "seller", "name", "spec")
OVERRIDING SYSTEM VALUE
SELECT (p.target)."id", NULL, (p.target)."name", (p.target)."spec"
FROM tillback.plan_plan1_1 p
WHERE p.action = 'CREATE'
ORDER BY p.number
;
UPDATE ONLY "shop"."product" l
SET "seller" = (p.target)."seller"
FROM tillback.plan_plan1_1 p
WHERE p.action = 'CREATE' AND l."id" = p.k1
