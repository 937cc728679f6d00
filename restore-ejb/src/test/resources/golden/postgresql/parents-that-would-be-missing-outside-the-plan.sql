SELECT count(*) FROM tillback.plan_plan1_1 p

WHERE p.action IN ('CREATE', 'CHANGE')
  AND (p.target)."seller" IS NOT NULL
  AND NOT EXISTS (
    SELECT FROM ONLY "shop"."seller" t
    WHERE t."id" = (p.target)."seller")
