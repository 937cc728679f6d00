UPDATE tillback.plan_plan1_4 p
SET k2 = n.k2
FROM (
  SELECT r.number,
         COALESCE(l.total, 0) + CASE r.action
           WHEN 'REMOVE' THEN 1 - row_number() OVER same
           ELSE row_number() OVER same END AS k2
  FROM tillback.plan_plan1_4 r
  LEFT JOIN (SELECT sha256(convert_to(ROW(t."digest", t."at", t."pages")::text, 'UTF8')) AS digest, count(*) AS total FROM ONLY "shop"."visit" t GROUP BY 1) l ON l.digest = r.k1
  WHERE r.action IN ('CREATE', 'REMOVE')
  WINDOW same AS (PARTITION BY r.action, r.k1 ORDER BY r.number)) n
WHERE n.number = p.number
