UPDATE ONLY "shop"."word" l
SET "place" = (p.target)."place"
FROM tillback.plan_plan1_5 p
WHERE p.action = 'CHANGE' AND l."word" OPERATOR("ext".=) p.k1
 AND record_image_eq(ROW((p.live)."word"), ROW((p.target)."word")) AND record_image_eq(ROW((p.live)."place"), ROW((p.target)."place"));
UPDATE ONLY "shop"."word" l
SET "word" = (p.target)."word", "place" = (p.target)."place"
FROM tillback.plan_plan1_5 p
WHERE p.action = 'CHANGE' AND l."word" OPERATOR("ext".=) p.k1
 AND NOT (TRUE AND record_image_eq(ROW((p.live)."word"), ROW((p.target)."word"))) AND record_image_eq(ROW((p.live)."place"), ROW((p.target)."place"))
