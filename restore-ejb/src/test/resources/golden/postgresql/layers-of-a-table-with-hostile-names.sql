DROP TABLE IF EXISTS tillback.layers_plan1_3, tillback.gone_plan1_3;
CREATE UNLOGGED TABLE tillback.layers_plan1_3 ("group" integer, "q""uote" text, "größe %s" "My Type", "height" integer NOT NULL) WITH (autovacuum_enabled = off);
CREATE UNLOGGED TABLE tillback.gone_plan1_3 ("q""uote" text, "group" integer, "height" integer NOT NULL) WITH (autovacuum_enabled = off);
ALTER TABLE tillback.layers_plan1_3 ALTER COLUMN "height" SET DEFAULT 2;
ALTER TABLE tillback.gone_plan1_3 ALTER COLUMN "height" SET DEFAULT 2;
COPY tillback.layers_plan1_3 ("group", "q""uote", "größe %s") FROM STDIN (FORMAT csv, ENCODING 'UTF8');
COPY tillback.gone_plan1_3 ("q""uote", "group") FROM STDIN (FORMAT csv, ENCODING 'UTF8');
ANALYZE tillback.layers_plan1_3;
ANALYZE tillback.gone_plan1_3;
ANALYZE tillback.stage_plan1_3;
DELETE FROM tillback.stage_plan1_3 s
USING (SELECT "q""uote", "group" FROM tillback.layers_plan1_3 UNION ALL SELECT "q""uote", "group" FROM tillback.gone_plan1_3) c
WHERE s."q""uote" = c."q""uote" AND s."group" = c."group"
;
INSERT INTO tillback.stage_plan1_3 ("group", "q""uote", "größe %s")
SELECT "group", "q""uote", "größe %s"
FROM tillback.layers_plan1_3 l
WHERE NOT EXISTS (SELECT FROM tillback.layers_plan1_3 h WHERE l."q""uote" = h."q""uote" AND l."group" = h."group" AND h."height" > l."height")
  AND NOT EXISTS (SELECT FROM tillback.gone_plan1_3 g WHERE l."q""uote" = g."q""uote" AND l."group" = g."group" AND g."height" > l."height")
;
DROP TABLE tillback.layers_plan1_3, tillback.gone_plan1_3
