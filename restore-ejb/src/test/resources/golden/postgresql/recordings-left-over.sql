SELECT DISTINCT j.number
FROM tillback.journal j
JOIN pg_proc p ON p.pronamespace = 'tillback'::regnamespace
  AND p.proname ~ ('^record_' || j.number || '_')
WHERE j.last_cut IS NOT NULL
ORDER BY j.number
