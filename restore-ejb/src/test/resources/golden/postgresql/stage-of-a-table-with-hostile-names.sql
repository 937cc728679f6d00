CREATE UNLOGGED TABLE tillback.stage_plan1_3 ("group" integer, "q""uote" text, "größe %s" "My Type") WITH (autovacuum_enabled = off);
COPY tillback.stage_plan1_3 ("group", "q""uote", "größe %s") FROM STDIN (FORMAT csv, ENCODING 'UTF8')
