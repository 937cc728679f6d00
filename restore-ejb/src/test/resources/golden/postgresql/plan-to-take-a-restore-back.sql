INSERT INTO tillback.plan_plan1_1 (number, action, k1, live, target)
SELECT row_number() OVER (ORDER BY action = 'KEEP', k1), action, k1, live, target
FROM (
  SELECT CASE
           WHEN NOT as_written THEN 'KEEP'
           WHEN was = 'CREATE' THEN 'REMOVE'
           WHEN was = 'REMOVE' THEN 'CREATE'
           ELSE 'CHANGE' END AS action,
         k1, live, target
  FROM (SELECT p.action AS was, p.k1,
       CASE WHEN l."id" IS NOT NULL THEN ROW(l."id", l."seller", l."name", l."spec")::tillback.row_plan1_1 END AS live,
       CASE WHEN p.action <> 'CREATE' THEN ROW((p.live)."id", (p.live)."seller", (p.live)."name", (p.live)."spec")::tillback.row_plan1_1 END AS target,
       CASE p.action
         WHEN 'REMOVE' THEN l."id" IS NULL
         ELSE l."id" IS NOT NULL AND record_image_eq(ROW(l."id", l."seller", l."name", l."spec"), ROW((p.target)."id", (p.target)."seller", (p.target)."name", (p.target)."spec")) END AS as_written,
       CASE p.action
         WHEN 'CREATE' THEN l."id" IS NULL
         ELSE l."id" IS NOT NULL AND record_image_eq(ROW(l."id", l."seller", l."name", l."spec"), ROW((p.live)."id", (p.live)."seller", (p.live)."name", (p.live)."spec")) END AS as_before
FROM tillback.plan_earlier_7 p
LEFT JOIN ONLY "shop"."product" l ON l."id" = p.k1
WHERE p.action <> 'KEEP'
) compared
  WHERE NOT as_before
  OFFSET 0) differing
