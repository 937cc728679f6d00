SELECT count(*)
FROM (
  SELECT FROM ONLY "shop"."product" l
  JOIN tillback.plan_plan1_1 p ON l."id" = p.k1
  WHERE p.action = 'CHANGE'
  ORDER BY p.number
  FOR NO KEY UPDATE OF l NOWAIT) locked
;
SELECT count(*)
FROM (
  SELECT FROM ONLY "shop"."product" l
  JOIN tillback.plan_plan1_1 p ON l."id" = p.k1
  WHERE p.action = 'REMOVE'
  ORDER BY p.number
  FOR UPDATE OF l NOWAIT) locked
