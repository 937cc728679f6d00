UPDATE "Select"."a ""b"".c\'; --" l
SET "größe %s" = (p.target)."größe %s"
FROM tillback.plan_plan1_3 p
WHERE p.action = 'CHANGE' AND l."q""uote" = p.k1 AND l."group" = p.k2
