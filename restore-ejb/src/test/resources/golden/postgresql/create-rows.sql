INSERT INTO "shop"."product" ("id", "seller", "name", "spec")
OVERRIDING SYSTEM VALUE
SELECT (p.target)."id", (p.target)."seller", (p.target)."name", (p.target)."spec"
FROM tillback.plan_plan1_1 p
WHERE p.action = 'CREATE'
ORDER BY p.number
