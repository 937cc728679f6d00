SELECT w.number
FROM tillback.plan_plan1_3 w
WHERE w.action <> 'KEEP' AND w.k1 = ?::text::text AND w.k2 = ?::text::integer
LIMIT 1
