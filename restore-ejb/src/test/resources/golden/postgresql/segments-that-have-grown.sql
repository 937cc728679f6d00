SELECT s.companion, s.number, GREATEST(LEAST(COALESCE(known.blocks, 0), now.blocks) - 65, 0)
FROM tillback.journal_segment s
CROSS JOIN LATERAL (
  SELECT pg_relation_size(to_regclass(format('tillback.journal_%s_%s', s.companion, s.number)))
    / current_setting('block_size')::bigint AS blocks) now
CROSS JOIN LATERAL (
  SELECT max(l.look) AS look
  FROM tillback.alert_looked l
  WHERE l.companion = s.companion AND l.segment = s.number AND l.look <= ?) since
CROSS JOIN LATERAL (
  SELECT min(l.blocks) AS blocks
  FROM tillback.alert_looked l
  WHERE l.companion = s.companion AND l.segment = s.number AND l.look >= since.look) known
WHERE s.companion > 0 AND (s.newest IS NULL OR NOT s.searched)
  AND now.blocks > 0
ORDER BY s.companion, s.number
