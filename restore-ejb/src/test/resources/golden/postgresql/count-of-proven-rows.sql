SELECT count(*)
FROM tillback.plan_plan1_1 p
LEFT JOIN ONLY "shop"."product" l ON l."id" = p.k1
WHERE (p.action = 'REMOVE' AND l."id" IS NULL)
   OR (p.action IN ('CREATE', 'CHANGE') AND l."id" IS NOT NULL
    AND ((l."id" IS NOT DISTINCT FROM (p.target)."id" AND l."seller" IS NOT DISTINCT FROM (p.target)."seller" AND l."name" IS NOT DISTINCT FROM (p.target)."name" AND l."spec" IS NOT DISTINCT FROM (p.target)."spec")
      OR sha256(convert_to(ROW(l."id", l."seller", l."name", l."spec")::tillback.row_plan1_1::text, 'UTF8')) = sha256(convert_to(p.target::text, 'UTF8'))))
