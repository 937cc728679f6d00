UPDATE ONLY "shop"."product" l
SET "seller" = NULL
FROM tillback.plan_plan1_1 p
WHERE p.action = 'REMOVE' AND l."id" = p.k1
;
DELETE FROM ONLY "shop"."product" l
USING tillback.plan_plan1_1 p
WHERE p.action = 'REMOVE' AND l."id" = p.k1
