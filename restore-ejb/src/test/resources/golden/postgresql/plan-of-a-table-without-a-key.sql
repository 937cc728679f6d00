INSERT INTO tillback.plan_plan1_4 (number, action, k1, k2, live, target)
SELECT row_number() OVER (ORDER BY action = 'KEEP', k1, k2), action, k1, k2, live, target
FROM (
  SELECT CASE
           WHEN l."digest_" IS NULL THEN 'CREATE'
           WHEN s."digest_" IS NULL THEN 'REMOVE'
           ELSE 'CHANGE' END AS action,
         COALESCE(l."digest_", s."digest_") AS k1, COALESCE(l."ordinal", s."ordinal") AS k2,
         CASE WHEN l."digest_" IS NOT NULL THEN ROW(l."digest", l."at", l."pages")::tillback.row_plan1_4 END AS live,
         CASE WHEN s."digest_" IS NOT NULL THEN ROW(s."digest", s."at", s."pages")::tillback.row_plan1_4 END AS target
  FROM (
    SELECT d.*, row_number() OVER (PARTITION BY d."digest_") AS "ordinal"
    FROM (SELECT t.*, sha256(convert_to(ROW(t."digest", t."at", t."pages")::text, 'UTF8')) AS "digest_" FROM ONLY "shop"."visit" t) d) l FULL JOIN (
    SELECT d.*, row_number() OVER (PARTITION BY d."digest_") AS "ordinal"
    FROM (SELECT t.*, sha256(convert_to(ROW(t."digest", t."at", t."pages")::text, 'UTF8')) AS "digest_" FROM tillback.stage_plan1_4 t) d) s ON l."digest_" = s."digest_" AND l."ordinal" = s."ordinal"
  WHERE TRUE
    AND (l."digest_" IS NULL OR s."digest_" IS NULL OR NOT (l."digest" IS NOT DISTINCT FROM s."digest" AND l."at" IS NOT DISTINCT FROM s."at") OR (record_image_ne(ROW(l."pages"), ROW(s."pages")) AND ROW(l."pages")::text <> ROW(s."pages")::text))
  ) differing
-- []
