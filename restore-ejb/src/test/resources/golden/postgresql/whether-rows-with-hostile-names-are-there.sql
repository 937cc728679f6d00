WITH asked AS (SELECT DISTINCT u.k1::text AS "q""uote", u.k2::integer AS "group" FROM unnest(?::text[], ?::text[]) u (k1, k2))
SELECT ARRAY[concat(a."q""uote"), concat(a."group")], l."q""uote" IS NOT NULL
FROM asked a
LEFT JOIN "Select"."a ""b"".c\'; --" l ON a."q""uote" = l."q""uote" AND a."group" = l."group"
