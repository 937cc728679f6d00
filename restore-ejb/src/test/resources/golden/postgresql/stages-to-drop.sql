SELECT 'DROP TABLE IF EXISTS tillback.' || quote_ident(c.relname)
FROM pg_class c
WHERE c.relnamespace = 'tillback'::regnamespace
  AND c.relkind = 'r'
  AND c.relname ~ ('^(stage|keys|raw|layers|gone)_' || ? || '_[0-9]+$')
