SELECT ARRAY[COALESCE(a.k1, b.k1)::text, COALESCE(a.k2, b.k2)::text], b.action, a.action, count(*) OVER ()
FROM tillback.plan_earlier_7 b
FULL JOIN tillback.plan_plan1_4 a ON a.k1 = b.k1 AND a.k2 = b.k2
WHERE b.number IS NULL
   OR a.number IS NULL
   OR b.action <> a.action
   OR record_image_ne(ROW((b.live)."digest", (b.live)."at", (b.live)."pages"), ROW((a.live)."digest", (a.live)."at", (a.live)."pages"))
   OR record_image_ne(ROW((b.target)."digest", (b.target)."at", (b.target)."pages"), ROW((a.target)."digest", (a.target)."at", (a.target)."pages"))
ORDER BY a.number, b.number
LIMIT ?
