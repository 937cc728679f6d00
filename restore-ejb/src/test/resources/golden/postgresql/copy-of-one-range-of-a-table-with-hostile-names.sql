COPY (
SELECT "group", "q""uote", "größe %s"
FROM ONLY "Select"."part""1"
WHERE ctid >= '(128,0)'::tid
) TO STDOUT (FORMAT csv, ENCODING 'UTF8')
