SELECT s.companion, s.number
FROM tillback.journal_segment s
WHERE s.newest IS NOT NULL
  AND to_regclass(
    'tillback.journal_' || CASE s.companion WHEN 0 THEN 'transaction' ELSE s.companion::text END
    || '_' || s.number || '_key') IS NULL
ORDER BY s.companion, s.number
