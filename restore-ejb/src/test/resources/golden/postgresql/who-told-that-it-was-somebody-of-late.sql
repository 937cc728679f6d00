WITH told AS (
  SELECT DISTINCT ON (t.backend, t.id) t.backend, t.id, COALESCE(TRUE AND t.actor = ?::text AND t.release = ?::text, FALSE) AS wanted
  FROM (SELECT * FROM tillback.journal_transaction_4 UNION ALL SELECT * FROM tillback.journal_transaction_3) t
  ORDER BY t.backend, t.id, t.time DESC),
turn AS (
  SELECT t.*, lead(t.id) OVER (PARTITION BY t.backend ORDER BY t.id) AS next,
         count(*) FILTER (WHERE NOT t.wanted) OVER (PARTITION BY t.backend ORDER BY t.id) AS others
  FROM told t)
SELECT t.backend, (array_agg(t.id ORDER BY t.id))[1]::text, (array_agg(t.next ORDER BY t.id DESC))[1]::text
FROM turn t
WHERE t.wanted
GROUP BY t.backend, t.others
-- [anna, 105]
