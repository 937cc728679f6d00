SELECT p.number, ARRAY[p.k1::text, p.k2::text]
FROM tillback.plan_plan1_3 p
LEFT JOIN "Select"."a ""b"".c\'; --" l ON l."q""uote" = p.k1 AND l."group" = p.k2
WHERE (p.action IN ('CHANGE', 'REMOVE')
    AND (l."q""uote" IS NULL OR record_image_ne(ROW(l."group", l."q""uote", l."größe %s"), ROW((p.live)."group", (p.live)."q""uote", (p.live)."größe %s"))))
  OR (p.action = 'CREATE' AND l."q""uote" IS NOT NULL)
ORDER BY p.number
LIMIT ?
