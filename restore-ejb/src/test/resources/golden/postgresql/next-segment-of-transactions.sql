CREATE TABLE tillback.journal_transaction_2 () INHERITS (tillback.journal_transaction);
CREATE INDEX journal_transaction_2_key ON tillback.journal_transaction_2 (backend, id);
CREATE OR REPLACE FUNCTION tillback.who() RETURNS text LANGUAGE sql RETURN pg_catalog.concat(
  '2|', SESSION_USER, '|', pg_catalog.current_setting('application_name'),
  '|', pg_catalog.current_setting('tillback.actor', TRUE),
  '|', pg_catalog.current_setting('tillback.request', TRUE),
  '|', pg_catalog.current_setting('tillback.release', TRUE),
  CASE WHEN pg_catalog.current_setting('max_prepared_transactions') OPERATOR(pg_catalog.<>) '0'
    THEN pg_catalog.pg_current_xact_id()::pg_catalog.text END)
;
CREATE OR REPLACE FUNCTION tillback.record_transaction() RETURNS text LANGUAGE plpgsql AS 'BEGIN
  INSERT INTO tillback.journal_transaction_2 (
    id, backend, time, session_user_name, application, client, actor, request, release)
  VALUES (
    pg_catalog.pg_current_xact_id(), pg_catalog.pg_backend_pid(),
    pg_catalog.statement_timestamp(), SESSION_USER,
    pg_catalog.current_setting(''application_name''), pg_catalog.inet_client_addr(),
    CASE WHEN pg_catalog.length(pg_catalog.current_setting(''tillback.actor'', TRUE)) OPERATOR(pg_catalog.>) 0 THEN pg_catalog.current_setting(''tillback.actor'', TRUE) END,
    CASE WHEN pg_catalog.length(pg_catalog.current_setting(''tillback.request'', TRUE)) OPERATOR(pg_catalog.>) 0 THEN pg_catalog.current_setting(''tillback.request'', TRUE) END,
    CASE WHEN pg_catalog.length(pg_catalog.current_setting(''tillback.release'', TRUE)) OPERATOR(pg_catalog.>) 0 THEN pg_catalog.current_setting(''tillback.release'', TRUE) END);
  RETURN pg_catalog.set_config(''tillback.told'', tillback.who(), FALSE);
END'
