SELECT w.release, COALESCE(sum(g.changes) FILTER (WHERE g.outcome = 'BROUGHT_BACK'), 0), COALESCE(sum(g.changes) FILTER (WHERE g.outcome = 'LOST'), 0), COALESCE(sum(g.changes) FILTER (WHERE g.outcome = 'KEPT'), 0)
FROM (SELECT * FROM tillback.gap_plan1_1 WHERE common = 'TRANSACTION' UNION ALL SELECT * FROM tillback.gap_plan1_3 WHERE common = 'TRANSACTION') g
LEFT JOIN LATERAL (
  SELECT t.session_user_name, t.application, host(t.client), t.actor, t.request, t.release
  FROM tillback.journal_transaction t
  WHERE t.backend = g.backend AND t.id <= g.transaction
  ORDER BY t.id DESC, t.time DESC
  LIMIT 1) w ON TRUE
GROUP BY 1
ORDER BY 3 DESC, 2 DESC, 4 DESC, w.release COLLATE "C" NULLS LAST
LIMIT ?
