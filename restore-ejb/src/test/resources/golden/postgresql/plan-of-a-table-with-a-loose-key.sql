INSERT INTO tillback.plan_plan1_5 (number, action, k1, live, target)
SELECT row_number() OVER (ORDER BY action = 'KEEP', k1), action, k1, live, target
FROM (
  SELECT CASE
           WHEN l."word" IS NOT DISTINCT FROM NULL THEN 'CREATE'
           WHEN s."word" IS NOT DISTINCT FROM NULL THEN 'REMOVE'
           ELSE 'CHANGE' END AS action,
         COALESCE(l."word", s."word") AS k1,
         CASE WHEN l."word" IS DISTINCT FROM NULL THEN ROW(l."word", l."place")::tillback.row_plan1_5 END AS live,
         CASE WHEN s."word" IS DISTINCT FROM NULL THEN ROW(s."word", s."place")::tillback.row_plan1_5 END AS target
  FROM ONLY "shop"."word" l FULL JOIN tillback.stage_plan1_5 s ON l."word" OPERATOR("ext".=) s."word"
  WHERE TRUE
    AND (l."word" IS NOT DISTINCT FROM NULL OR s."word" IS NOT DISTINCT FROM NULL OR NOT (l."place" IS NOT DISTINCT FROM s."place") OR (record_image_ne(ROW((l."word")::ext.citext), ROW((s."word")::ext.citext)) AND ROW((l."word")::ext.citext)::text <> ROW((s."word")::ext.citext)::text))
  ) differing
-- []
