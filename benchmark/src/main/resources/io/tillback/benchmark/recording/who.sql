IF NOT COALESCE(pg_catalog.texteq(
    pg_catalog.current_setting('other.recorded', TRUE),
    pg_catalog.pg_current_xact_id()::pg_catalog.text), FALSE) THEN
    INSERT INTO other.who (id, time, session_user_name, application, client, actor, request, release)
    VALUES (
      pg_catalog.pg_current_xact_id(), pg_catalog.statement_timestamp(), SESSION_USER,
      pg_catalog.current_setting('application_name'), pg_catalog.inet_client_addr(),
      pg_catalog.current_setting('tillback.actor', TRUE),
      pg_catalog.current_setting('tillback.request', TRUE),
      pg_catalog.current_setting('tillback.release', TRUE));
    PERFORM pg_catalog.set_config('other.recorded', pg_catalog.pg_current_xact_id()::pg_catalog.text, TRUE);
  END IF;
