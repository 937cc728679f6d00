SELECT setval('"shop"."product_id_seq"'::regclass, used.highest)
FROM (
  SELECT max("id")::bigint AS highest
  FROM "shop"."product"
  WHERE "id" <= (SELECT seqmax FROM pg_sequence WHERE seqrelid = '"shop"."product_id_seq"'::regclass)) used,
  "shop"."product_id_seq" s, pg_sequence d
WHERE d.seqrelid = '"shop"."product_id_seq"'::regclass
  AND d.seqincrement > 0
  AND (used.highest > s.last_value OR (used.highest = s.last_value AND NOT s.is_called))
