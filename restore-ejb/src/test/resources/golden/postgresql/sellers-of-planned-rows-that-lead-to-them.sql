CREATE TABLE tillback.seller_plan1_1 (number bigint NOT NULL, action text NOT NULL, k1 bigint NOT NULL, seller text, holder text);
INSERT INTO tillback.seller_plan1_1 (number, action, k1, seller, holder)
SELECT p.number, p.action, p.k1, (SELECT h1."name"::text FROM (SELECT "id", "name" FROM ONLY "shop"."seller") h1 WHERE h1."id" = l."seller" LIMIT 1), NULL::text
FROM tillback.plan_plan1_1 p LEFT JOIN ONLY "shop"."product" l ON l."id" = p.k1
;
ALTER TABLE tillback.seller_plan1_1 ADD PRIMARY KEY (number);
ANALYZE tillback.seller_plan1_1
