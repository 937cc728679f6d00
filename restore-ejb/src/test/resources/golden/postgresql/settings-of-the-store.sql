SELECT set_config(name, reset_val, TRUE)
FROM pg_settings
WHERE name IN ('search_path', 'TimeZone', 'DateStyle', 'IntervalStyle', 'extra_float_digits', 'bytea_output',
  'xmloption', 'lc_monetary')
