SELECT set_config('search_path', concat_ws(', ', 'pg_catalog', NULLIF(reset_val, '')), TRUE)
FROM pg_settings
WHERE name = 'search_path'
