SELECT number, action, ARRAY[k1::text], ARRAY[left((live)."id"::text, 201), left((live)."seller"::text, 201), left((live)."name"::text, 201), left((live)."spec"::text, 201)], ARRAY[left((target)."id"::text, 201), left((target)."seller"::text, 201), left((target)."name"::text, 201), left((target)."spec"::text, 201)], ARRAY[record_image_ne(ROW((live)."id"), ROW((target)."id")), record_image_ne(ROW((live)."seller"), ROW((target)."seller")), record_image_ne(ROW((live)."name"), ROW((target)."name")), record_image_ne(ROW((live)."spec"), ROW((target)."spec"))]
FROM (
  SELECT w.number, w.k1,
         CASE WHEN o.holder IS NULL THEN w.action WHEN o.seller = me.seller THEN 'CREATE' ELSE 'REMOVE' END AS action,
         CASE WHEN o.holder IS NULL OR o.holder = me.seller THEN w.live END AS live,
         CASE WHEN o.holder IS NULL OR o.seller = me.seller THEN w.target END AS target
  FROM (SELECT ?::text AS seller) me
  JOIN tillback.seller_plan1_1 o ON o.seller = me.seller OR o.holder = me.seller
  JOIN tillback.plan_plan1_1 w ON w.number = o.number
  WHERE o.number > ? AND (o.holder IS NULL OR o.action <> 'KEEP')
  ORDER BY o.number
  LIMIT ?) own
ORDER BY number
