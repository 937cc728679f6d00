INSERT INTO tillback.plan_plan1_3 (number, action, k1, k2, live, target)
SELECT row_number() OVER (ORDER BY action = 'KEEP', k1, k2), action, k1, k2, live, target
FROM (
  SELECT CASE
           WHEN l."q""uote" IS NULL THEN 'CREATE'
           WHEN s."q""uote" IS NULL THEN 'REMOVE'
           ELSE 'CHANGE' END AS action,
         COALESCE(l."q""uote", s."q""uote") AS k1, COALESCE(l."group", s."group") AS k2,
         CASE WHEN l."q""uote" IS NOT NULL THEN ROW(l."group", l."q""uote", l."größe %s")::tillback.row_plan1_3 END AS live,
         CASE WHEN s."q""uote" IS NOT NULL THEN ROW(s."group", s."q""uote", s."größe %s")::tillback.row_plan1_3 END AS target
  FROM (SELECT DISTINCT * FROM tillback.keys_plan1_3) k LEFT JOIN "Select"."a ""b"".c\'; --" l ON l."q""uote" = k."q""uote" AND l."group" = k."group" LEFT JOIN tillback.stage_plan1_3 s ON s."q""uote" = k."q""uote" AND s."group" = k."group"
  WHERE (l."q""uote" IS NOT NULL OR s."q""uote" IS NOT NULL)
    AND (l."q""uote" IS NULL OR s."q""uote" IS NULL OR NOT (l."group" IS NOT DISTINCT FROM s."group" AND l."q""uote" IS NOT DISTINCT FROM s."q""uote") OR (record_image_ne(ROW(l."größe %s"), ROW(s."größe %s")) AND ROW(l."größe %s")::text <> ROW(s."größe %s")::text))
  ) differing
-- []
