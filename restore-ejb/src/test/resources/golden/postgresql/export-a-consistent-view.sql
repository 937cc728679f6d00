SELECT pg_export_snapshot(), pg_current_snapshot()::text, clock_timestamp(),
       'PostgreSQL ' || current_setting('server_version')
