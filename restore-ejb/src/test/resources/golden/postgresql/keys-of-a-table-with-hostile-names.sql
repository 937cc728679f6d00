CREATE UNLOGGED TABLE tillback.keys_plan1_3 ("q""uote" text, "group" integer);
COPY tillback.keys_plan1_3 ("q""uote", "group") FROM STDIN (FORMAT csv, ENCODING 'UTF8');
SELECT DISTINCT ARRAY[concat("q""uote"), concat("group")] FROM tillback.keys_plan1_3
