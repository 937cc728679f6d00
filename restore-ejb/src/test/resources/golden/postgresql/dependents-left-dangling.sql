SELECT count(*)
FROM ONLY "shop"."product" f
WHERE EXISTS (
    SELECT FROM tillback.plan_plan1_2 v
    WHERE v.action IN ('REMOVE', 'CHANGE') AND (v.live)."id" = f."seller")
  AND NOT EXISTS (
    SELECT FROM tillback.plan_plan1_2 n
    WHERE n.action IN ('CREATE', 'CHANGE') AND (n.target)."id" = f."seller")
  AND NOT EXISTS (
    SELECT FROM tillback.plan_plan1_1 r
    WHERE f."id" = r.k1 AND (r.action = 'REMOVE' OR (r.action = 'CHANGE' AND record_image_ne(ROW((r.target)."seller"), ROW((r.live)."seller")))))

