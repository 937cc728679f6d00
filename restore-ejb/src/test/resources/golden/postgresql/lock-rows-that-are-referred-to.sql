SELECT count(*)
FROM (
  SELECT FROM ONLY "shop"."product" l
  JOIN tillback.plan_plan1_1 p ON l."id" = p.k1
  WHERE p.action = 'CHANGE' AND record_image_ne(ROW((p.live)."name"), ROW((p.target)."name"))
  ORDER BY p.number
  FOR UPDATE OF l NOWAIT) locked
