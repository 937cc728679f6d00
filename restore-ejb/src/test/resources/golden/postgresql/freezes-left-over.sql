SELECT DISTINCT substring(p.proname, '^freeze_([a-z0-9]+)')
FROM pg_proc p
WHERE p.pronamespace = 'tillback'::regnamespace AND p.proname ~ '^freeze_[a-z0-9]+(_[0-9]+)?$'
  AND NOT EXISTS (SELECT FROM tillback.freeze f WHERE f.id = substring(p.proname, '^freeze_([a-z0-9]+)') AND f.lifted_at IS NULL AND f.until > clock_timestamp())
ORDER BY 1
