SELECT s.number, s.newest::text, to_regclass('tillback.journal_3_' || s.number || '_key') IS NOT NULL
       AND to_regclass('tillback.journal_3_' || s.number || '_who') IS NOT NULL
FROM tillback.journal_segment s
WHERE s.companion = 3
  AND to_regclass('tillback.journal_3_' || s.number) IS NOT NULL
  AND (s.newest IS NULL OR s.newest >= pg_snapshot_xmin('100:104:100,102'::pg_snapshot))
ORDER BY s.number DESC
