SELECT set_config('tillback.restores', pg_current_xact_id()::text, TRUE)
