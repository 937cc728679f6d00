SELECT s.companion, s.number
FROM tillback.journal_segment s
WHERE s.newest IS NOT NULL
  AND s.companion <> 0
  AND to_regclass('tillback.journal_' || s.companion || '_' || s.number) IS NOT NULL
  AND (to_regclass('tillback.journal_' || s.companion || '_' || s.number || '_key') IS NULL
    OR to_regclass('tillback.journal_' || s.companion || '_' || s.number || '_by') IS NULL
    OR to_regclass('tillback.journal_' || s.companion || '_' || s.number || '_who') IS NULL)
ORDER BY s.companion, s.number
