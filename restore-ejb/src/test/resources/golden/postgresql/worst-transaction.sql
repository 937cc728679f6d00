SELECT g.transaction::text, COALESCE(sum(g.changes) FILTER (WHERE g.outcome = 'BROUGHT_BACK'), 0), COALESCE(sum(g.changes) FILTER (WHERE g.outcome = 'LOST'), 0), COALESCE(sum(g.changes) FILTER (WHERE g.outcome = 'KEPT'), 0)
FROM (SELECT * FROM tillback.gap_plan1_1 WHERE common = 'TRANSACTION' UNION ALL SELECT * FROM tillback.gap_plan1_3 WHERE common = 'TRANSACTION') g WHERE g.outcome = 'BROUGHT_BACK'
GROUP BY 1
ORDER BY 2 DESC, 1
LIMIT 1
