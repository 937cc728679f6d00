SELECT number, action, ARRAY[k1::text, k2::text], ARRAY[left((live)."group"::text, 201), left((live)."q""uote"::text, 201), left((live)."größe %s"::text, 201)], ARRAY[left((target)."group"::text, 201), left((target)."q""uote"::text, 201), left((target)."größe %s"::text, 201)], ARRAY[record_image_ne(ROW((live)."group"), ROW((target)."group")), record_image_ne(ROW((live)."q""uote"), ROW((target)."q""uote")), record_image_ne(ROW((live)."größe %s"), ROW((target)."größe %s"))]
FROM (
  SELECT w.number, w.k1, w.k2,
         CASE WHEN o.holder IS NULL THEN w.action WHEN o.seller = me.seller THEN 'CREATE' ELSE 'REMOVE' END AS action,
         CASE WHEN o.holder IS NULL OR o.holder = me.seller THEN w.live END AS live,
         CASE WHEN o.holder IS NULL OR o.seller = me.seller THEN w.target END AS target
  FROM (SELECT ?::text AS seller) me
  JOIN tillback.seller_plan1_3 o ON o.seller = me.seller OR o.holder = me.seller
  JOIN (SELECT r.* FROM tillback.plan_plan1_3 r JOIN tillback.seller_plan1_3 o ON o.number = r.number WHERE o.seller IS NOT NULL AND o.seller = ANY (ARRAY['it''s', E'b\\']::text[])) w ON w.number = o.number
  WHERE o.number > ? AND (o.holder IS NULL OR o.action <> 'KEEP')
  ORDER BY o.number
  LIMIT ?) own
ORDER BY number
