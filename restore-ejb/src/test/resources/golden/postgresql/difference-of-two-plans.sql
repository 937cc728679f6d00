SELECT ARRAY[COALESCE(a.k1, b.k1)::text, COALESCE(a.k2, b.k2)::text], b.action, a.action, count(*) OVER ()
FROM tillback.plan_earlier_7 b
FULL JOIN tillback.plan_plan1_3 a ON a.k1 = b.k1 AND a.k2 = b.k2
WHERE b.number IS NULL
   OR a.number IS NULL
   OR b.action <> a.action
   OR record_image_ne(ROW((b.live)."group", (b.live)."q""uote", (b.live)."größe %s"), ROW((a.live)."group", (a.live)."q""uote", (a.live)."größe %s"))
   OR record_image_ne(ROW((b.target)."group", (b.target)."q""uote", (b.target)."größe %s"), ROW((a.target)."group", (a.target)."q""uote", (a.target)."größe %s"))
ORDER BY a.number, b.number
LIMIT ?
