DELETE FROM tillback.conflict_plan1_3 c
WHERE NOT EXISTS (SELECT FROM tillback.plan_plan1_3 p WHERE p.k1 = c.k1 AND p.k2 = c.k2)
  AND NOT EXISTS (
    SELECT FROM (
      SELECT l."q""uote" AS k1, l."group" AS k2
      FROM "Select"."a ""b"".c\'; --" l FULL JOIN tillback.stage_plan1_3 s ON l."q""uote" = s."q""uote" AND l."group" = s."group"
      WHERE l."q""uote" IS NOT NULL AND (s."q""uote" IS NOT NULL AND (s."größe %s" IS NOT DISTINCT FROM NULL))
      OFFSET 0) k
    WHERE k.k1 = c.k1 AND k.k2 = c.k2)
