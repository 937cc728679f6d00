WITH own (seller, number, created, changed, removed, kept) AS MATERIALIZED (
SELECT seller, 1, count(*) FILTER (WHERE action = 'CREATE'), count(*) FILTER (WHERE action = 'CHANGE'),
       count(*) FILTER (WHERE action = 'REMOVE'), count(*) FILTER (WHERE action = 'KEEP')
FROM (
  SELECT m.seller, CASE WHEN m.holder IS NULL THEN m.action ELSE 'CREATE' END AS action
  FROM tillback.seller_plan1_1 m
  WHERE m.seller IS NOT NULL AND (m.holder IS NULL OR m.action <> 'KEEP')
  UNION ALL
  SELECT m.holder, 'REMOVE'
  FROM tillback.seller_plan1_1 m
  WHERE m.holder IS NOT NULL AND m.action <> 'KEEP') rows
GROUP BY seller
UNION ALL
SELECT seller, 3, count(*) FILTER (WHERE action = 'CREATE'), count(*) FILTER (WHERE action = 'CHANGE'),
       count(*) FILTER (WHERE action = 'REMOVE'), count(*) FILTER (WHERE action = 'KEEP')
FROM (
  SELECT m.seller, CASE WHEN m.holder IS NULL THEN m.action ELSE 'CREATE' END AS action
  FROM (SELECT o.* FROM tillback.seller_plan1_3 o WHERE o.seller IS NOT NULL AND o.seller = ANY (ARRAY['it''s', E'b\\']::text[])) m
  WHERE m.seller IS NOT NULL AND (m.holder IS NULL OR m.action <> 'KEEP')
  UNION ALL
  SELECT m.holder, 'REMOVE'
  FROM (SELECT o.* FROM tillback.seller_plan1_3 o WHERE o.seller IS NOT NULL AND o.seller = ANY (ARRAY['it''s', E'b\\']::text[])) m
  WHERE m.holder IS NOT NULL AND m.action <> 'KEEP') rows
GROUP BY seller
),
told AS (
  INSERT INTO tillback.seller_notice (restore, target_at, seller)
  SELECT ?, ?, seller
  FROM own
  GROUP BY seller
  HAVING sum(created + changed + removed) > 0
  ORDER BY seller
  RETURNING number, seller)
INSERT INTO tillback.seller_notice_table (notice, number, table_schema, table_name, created, changed, removed,
  kept, brought_back, lost)
SELECT t.number, o.number, d.table_schema, d.table_name, o.created, o.changed, o.removed, o.kept,
       CASE WHEN d.told THEN COALESCE(g.brought_back, 0) END, CASE WHEN d.told THEN COALESCE(g.lost, 0) END
FROM own o
JOIN told t ON t.seller = o.seller
JOIN (VALUES (1, 'shop', 'product', TRUE), (3, 'Select', E'a "b".c\\''; --', FALSE)) d (number, table_schema, table_name, told) ON d.number = o.number
LEFT JOIN (SELECT 1 AS number, seller, sum(changes) FILTER (WHERE outcome = 'BROUGHT_BACK') AS brought_back,
       sum(changes) FILTER (WHERE outcome = 'LOST') AS lost
FROM tillback.gap_plan1_1
WHERE common = 'SELLER'
GROUP BY seller
UNION ALL
SELECT 3 AS number, NULL::text AS seller, 0::numeric AS brought_back, 0::numeric AS lost WHERE FALSE
) g ON g.number = o.number AND g.seller = o.seller
