DROP TABLE IF EXISTS tillback.layers_plan1_3, tillback.gone_plan1_3;
CREATE UNLOGGED TABLE tillback.layers_plan1_3 ("word" text, "place" text, "height" integer NOT NULL) WITH (autovacuum_enabled = off);
CREATE UNLOGGED TABLE tillback.gone_plan1_3 ("word" text, "height" integer NOT NULL) WITH (autovacuum_enabled = off);
ALTER TABLE tillback.layers_plan1_3 ALTER COLUMN "height" SET DEFAULT 2;
ALTER TABLE tillback.gone_plan1_3 ALTER COLUMN "height" SET DEFAULT 2;
COPY tillback.layers_plan1_3 ("word", "place") FROM STDIN (FORMAT csv, ENCODING 'UTF8');
COPY tillback.gone_plan1_3 ("word") FROM STDIN (FORMAT csv, ENCODING 'UTF8');
ANALYZE tillback.layers_plan1_3;
ANALYZE tillback.gone_plan1_3;
ANALYZE tillback.raw_plan1_3;
DELETE FROM tillback.raw_plan1_3 s
USING (SELECT "word" FROM tillback.layers_plan1_3 UNION ALL SELECT "word" FROM tillback.gone_plan1_3) c
WHERE (s."word")::ext.citext COLLATE ext.german OPERATOR("ext".=) (c."word")::ext.citext COLLATE ext.german
;
INSERT INTO tillback.raw_plan1_3 ("word", "place")
SELECT "word", "place"
FROM tillback.layers_plan1_3 l
WHERE NOT EXISTS (SELECT FROM tillback.layers_plan1_3 h WHERE (l."word")::ext.citext COLLATE ext.german OPERATOR("ext".=) (h."word")::ext.citext COLLATE ext.german AND h."height" > l."height")
  AND NOT EXISTS (SELECT FROM tillback.gone_plan1_3 g WHERE (l."word")::ext.citext COLLATE ext.german OPERATOR("ext".=) (g."word")::ext.citext COLLATE ext.german AND g."height" > l."height")
;
DROP TABLE tillback.layers_plan1_3, tillback.gone_plan1_3
