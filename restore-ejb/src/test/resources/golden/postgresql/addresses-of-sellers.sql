INSERT INTO tillback.seller_mail (notice, address)
SELECT n.number, CASE WHEN s."group"::text ~ '^[A-Za-z0-9!#$%&''*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+$' AND length(s."group"::text) <= 254 THEN s."group"::text END
FROM tillback.seller_notice n
LEFT JOIN "Select"."a ""b"".c\'; --" s ON s."q""uote"::text = n.seller
WHERE n.created_at > clock_timestamp() - make_interval(secs => ?)
  AND NOT EXISTS (SELECT FROM tillback.seller_mail m WHERE m.notice = n.number)
ON CONFLICT DO NOTHING
