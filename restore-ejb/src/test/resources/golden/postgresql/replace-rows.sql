WITH gone AS (
  DELETE FROM ONLY "shop"."product" l
  USING tillback.plan_plan1_1 p
  WHERE p.action = 'CHANGE' AND l."id" = p.k1 AND record_image_ne(ROW((p.live)."name"), ROW((p.target)."name"))
  RETURNING p.number, p.target, l.*::"shop"."product" AS live)
INSERT INTO "shop"."product" ("id", "seller", "name", "spec")
OVERRIDING SYSTEM VALUE
SELECT (target)."id", (target)."seller", (target)."name", (target)."spec"
FROM gone
ORDER BY number
