SELECT w.number, w.action, ARRAY[w.k1::text, w.k2::text]
FROM tillback.plan_plan1_3 w
WHERE w.number > ? AND w.action <> 'KEEP'
ORDER BY w.number
LIMIT ?
