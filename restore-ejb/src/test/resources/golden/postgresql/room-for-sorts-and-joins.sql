SELECT set_config(name, GREATEST(pg_size_bytes(current_setting(name)) / 1024, 262144) || 'kB', TRUE)
FROM (VALUES ('work_mem'), ('maintenance_work_mem')) setting (name)
