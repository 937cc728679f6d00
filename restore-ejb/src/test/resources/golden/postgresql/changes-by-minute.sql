SELECT to_char(g.minute AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"'), COALESCE(sum(g.changes) FILTER (WHERE g.outcome = 'BROUGHT_BACK'), 0), COALESCE(sum(g.changes) FILTER (WHERE g.outcome = 'LOST'), 0), COALESCE(sum(g.changes) FILTER (WHERE g.outcome = 'KEPT'), 0)
FROM (SELECT * FROM tillback.gap_plan1_1 WHERE minute IS NOT NULL) g
GROUP BY 1
ORDER BY 3 DESC, 2 DESC, 4 DESC, to_char(g.minute AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"') COLLATE "C" NULLS LAST
LIMIT ?
