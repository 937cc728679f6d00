CREATE SCHEMA other;

CREATE TABLE other.who (LIKE tillback.journal_transaction INCLUDING ALL);

CREATE FUNCTION other.record_who() RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO other.who (id, time, session_user_name, application, client, actor, request, release, backend)
  VALUES (
    pg_catalog.pg_current_xact_id(), pg_catalog.statement_timestamp(), SESSION_USER,
    pg_catalog.current_setting('application_name'), pg_catalog.inet_client_addr(),
    pg_catalog.current_setting('tillback.actor', TRUE),
    pg_catalog.current_setting('tillback.request', TRUE),
    pg_catalog.current_setting('tillback.release', TRUE), pg_catalog.pg_backend_pid());
  PERFORM pg_catalog.set_config('other.recorded', pg_catalog.pg_current_xact_id()::pg_catalog.text, TRUE);
END
$body$;

CREATE TABLE other.audit (
  time timestamp with time zone NOT NULL,
  transaction xid8 NOT NULL,
  operation text NOT NULL,
  table_name text NOT NULL,
  user_name name NOT NULL,
  before jsonb,
  after jsonb
);

CREATE FUNCTION other.audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $body$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO other.audit
    VALUES (now(), pg_current_xact_id(), TG_OP, TG_TABLE_NAME, SESSION_USER, NULL, to_jsonb(NEW));
  ELSIF TG_OP = 'UPDATE' THEN
    INSERT INTO other.audit
    VALUES (now(), pg_current_xact_id(), TG_OP, TG_TABLE_NAME, SESSION_USER, to_jsonb(OLD), to_jsonb(NEW));
  ELSE
    INSERT INTO other.audit
    VALUES (now(), pg_current_xact_id(), TG_OP, TG_TABLE_NAME, SESSION_USER, to_jsonb(OLD), NULL);
  END IF;
  RETURN NULL;
END
$body$;
