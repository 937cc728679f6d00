CREATE TABLE tillback.seller_plan1_3 (number bigint NOT NULL, action text NOT NULL, k1 text NOT NULL, k2 integer NOT NULL, seller text, holder text);
INSERT INTO tillback.seller_plan1_3 (number, action, k1, k2, seller, holder)
SELECT p.number, p.action, p.k1, p.k2, COALESCE((p.target)."group"::text, (p.live)."group"::text), CASE WHEN (p.target)."group"::text <> (p.live)."group"::text THEN (p.live)."group"::text END
FROM tillback.plan_plan1_3 p
;
ALTER TABLE tillback.seller_plan1_3 ADD PRIMARY KEY (number);
ANALYZE tillback.seller_plan1_3
