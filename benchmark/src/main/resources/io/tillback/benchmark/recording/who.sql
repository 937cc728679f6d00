IF NOT COALESCE(pg_catalog.texteq(
    pg_catalog.current_setting('other.recorded', TRUE),
    pg_catalog.pg_current_xact_id()::pg_catalog.text), FALSE) THEN
    PERFORM other.record_who();
  END IF;
