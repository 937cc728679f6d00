CREATE UNLOGGED TABLE tillback.rebuild_keys ("q""uote" text, "group" integer, "step" integer);
CREATE UNLOGGED TABLE tillback.rebuild_rows ("group" integer, "q""uote" text, "größe %s" "My Type", "step" integer);
ALTER TABLE tillback.rebuild_keys ALTER COLUMN "step" SET DEFAULT 7;
ALTER TABLE tillback.rebuild_rows ALTER COLUMN "step" SET DEFAULT 7;
CREATE UNLOGGED TABLE tillback.rebuild_last AS SELECT "q""uote", "group", max("step") AS "step" FROM tillback.rebuild_keys GROUP BY "q""uote", "group";
ANALYZE tillback.rebuild_last;
ANALYZE tillback.rebuild_rows;
DELETE FROM "Select"."a ""b"".c\'; --" l USING tillback.rebuild_last k WHERE l."q""uote" = k."q""uote" AND l."group" = k."group";
INSERT INTO "Select"."a ""b"".c\'; --" ("group", "q""uote", "größe %s") OVERRIDING SYSTEM VALUE SELECT r."group", r."q""uote", r."größe %s" FROM tillback.rebuild_rows r JOIN tillback.rebuild_last k ON r."q""uote" = k."q""uote" AND r."group" = k."group" AND r."step" = k."step";
DROP TABLE tillback.rebuild_keys, tillback.rebuild_rows, tillback.rebuild_last
