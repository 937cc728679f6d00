SELECT number, action, ARRAY[k1::text, k2::text], ARRAY[left((live)."group"::text, 201), left((live)."q""uote"::text, 201), left((live)."größe %s"::text, 201)], ARRAY[left((target)."group"::text, 201), left((target)."q""uote"::text, 201), left((target)."größe %s"::text, 201)], ARRAY[record_image_ne(ROW((live)."group"), ROW((target)."group")), record_image_ne(ROW((live)."q""uote"), ROW((target)."q""uote")), record_image_ne(ROW((live)."größe %s"), ROW((target)."größe %s"))]
FROM tillback.plan_plan1_3 p
WHERE number > ?
ORDER BY number
LIMIT ?
