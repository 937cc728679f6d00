SELECT f.id
FROM tillback.freeze f
JOIN pg_proc p ON p.pronamespace = 'tillback'::regnamespace AND p.proname = 'freeze_' || f.id
JOIN pg_trigger t ON t.tgfoid = p.oid AND t.tgenabled = 'A'
JOIN pg_class c ON c.oid = t.tgrelid AND c.relname = f.table_name
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = f.table_schema
GROUP BY f.id
HAVING count(*) = CASE WHEN f.seller IS NULL THEN 2 ELSE 3 END
