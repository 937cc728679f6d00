SELECT number, ARRAY[k1::text, k2::text], name, before, damage, live
FROM tillback.conflict_plan1_3
WHERE number > ?
ORDER BY number
LIMIT ?
