COPY (
SELECT "id", "seller", "name", "spec"
FROM ONLY "shop"."product"
WHERE ctid >= '(0,0)'::tid AND ctid < '(128,0)'::tid
) TO STDOUT (FORMAT csv, ENCODING 'UTF8')
