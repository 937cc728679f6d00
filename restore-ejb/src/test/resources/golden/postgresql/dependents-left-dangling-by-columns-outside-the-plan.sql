SELECT count(*)
FROM ONLY "shop"."product" f
WHERE EXISTS (
    SELECT FROM tillback.plan_plan1_2 v
    JOIN ONLY "shop"."seller" o ON o."id" = v.k1
    WHERE v.action IN ('REMOVE', 'CHANGE') AND o."id" = f."seller")
  AND NOT EXISTS (
    SELECT FROM tillback.plan_plan1_2 n
    JOIN ONLY "shop"."seller" o ON o."id" = n.k1
    WHERE n.action IN ('CREATE', 'CHANGE') AND o."id" = f."seller")
