SELECT s.companion, s.number, now.blocks
FROM tillback.journal_segment s
CROSS JOIN LATERAL (
  SELECT pg_relation_size(to_regclass(format('tillback.journal_%s_%s', s.companion, s.number)))
    / current_setting('block_size')::bigint AS blocks) now
LEFT JOIN LATERAL (
  SELECT l.blocks
  FROM tillback.alert_looked l
  WHERE l.companion = s.companion AND l.segment = s.number
  ORDER BY l.look DESC
  LIMIT 1) noted ON TRUE
WHERE s.companion > 0 AND s.newest IS NULL AND now.blocks IS NOT NULL
  AND now.blocks IS DISTINCT FROM noted.blocks
