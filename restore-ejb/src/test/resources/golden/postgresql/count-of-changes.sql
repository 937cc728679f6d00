SELECT (SELECT count(*) FROM (SELECT * FROM tillback.journal_3 WHERE "journal_transaction" >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot) AND NOT pg_visible_in_snapshot("journal_transaction", '100:104:100,102'::pg_snapshot)) r), COALESCE(sum(g.changes) FILTER (WHERE g.outcome = 'BROUGHT_BACK'), 0), COALESCE(sum(g.changes) FILTER (WHERE g.outcome = 'LOST'), 0), COALESCE(sum(g.changes) FILTER (WHERE g.outcome = 'KEPT'), 0),
       count(DISTINCT g.transaction) FILTER (WHERE g.outcome <> 'KEPT'),
       (SELECT count(*) || ':' || COALESCE(sum(hashtextextended(a::text, 0)::numeric), 0) FROM tillback.gap_plan1_1 a)
FROM tillback.gap_plan1_1 g
WHERE g.common = 'TRANSACTION'
