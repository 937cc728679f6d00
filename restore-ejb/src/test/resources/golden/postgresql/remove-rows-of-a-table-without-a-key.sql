LOCK TABLE ONLY "shop"."visit" IN SHARE ROW EXCLUSIVE MODE;
SELECT p.number, ARRAY[p.k1::text, p.k2::text]
FROM (
  SELECT number, action, k1, k2,
         CASE action
           WHEN 'REMOVE' THEN max(k2) OVER (PARTITION BY action, k1)
           ELSE min(k2) OVER (PARTITION BY action, k1) - 1 END AS total
  FROM tillback.plan_plan1_4 r
  WHERE action IN ('CREATE', 'REMOVE')) p
LEFT JOIN (SELECT sha256(convert_to(ROW(t."digest", t."at", t."pages")::text, 'UTF8')) AS digest, count(*) AS total FROM ONLY "shop"."visit" t GROUP BY 1) l ON l.digest = p.k1
WHERE COALESCE(l.total, 0) <> p.total
ORDER BY p.number
LIMIT ?
;
CREATE TABLE tillback.chosen_plan1_4 AS
SELECT d.tableoid AS relation, d.ctid AS place
FROM (
    SELECT d.*, row_number() OVER (PARTITION BY d."digest_") AS "ordinal"
    FROM (SELECT t.*, t.tableoid, t.ctid, sha256(convert_to(ROW(t."digest", t."at", t."pages")::text, 'UTF8')) AS "digest_" FROM ONLY "shop"."visit" t) d) d, tillback.plan_plan1_4 p
WHERE p.action = 'REMOVE' AND d."digest_" = p.k1 AND d."ordinal" = p.k2
;
DELETE FROM ONLY "shop"."visit" l
USING tillback.chosen_plan1_4 d
WHERE l.tableoid = d.relation AND l.ctid = d.place
;
DROP TABLE tillback.chosen_plan1_4
