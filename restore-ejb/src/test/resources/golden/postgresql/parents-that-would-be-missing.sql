SELECT count(*) FROM tillback.plan_plan1_1 p

WHERE p.action IN ('CREATE', 'CHANGE')
  AND (p.target)."seller" IS NOT NULL
  AND NOT EXISTS (
    SELECT FROM ONLY "shop"."seller" t
    WHERE t."id" = (p.target)."seller" AND NOT EXISTS (SELECT FROM tillback.plan_plan1_2 g WHERE g.action = 'REMOVE' AND t."id" = g.k1))
  AND NOT EXISTS (
    SELECT FROM tillback.plan_plan1_2 n
    WHERE n.action IN ('CREATE', 'CHANGE') AND (n.target)."id" = (p.target)."seller")

