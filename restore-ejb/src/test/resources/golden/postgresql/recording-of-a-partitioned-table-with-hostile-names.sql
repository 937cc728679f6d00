SET LOCAL lock_timeout = '200ms';
LOCK TABLE "Select"."a ""b"".c\'; --" IN SHARE ROW EXCLUSIVE MODE;
CREATE TABLE tillback.journal_4 ("journal_position" pg_lsn NOT NULL, "journal_transaction" xid8 NOT NULL, "journal_time" timestamp with time zone NOT NULL, "journal_operation" "char" NOT NULL, "journal_began" pg_lsn, "group" integer NOT NULL, "q""uote" text NOT NULL, "größe %s" "My Type");
CREATE FUNCTION tillback.record_4_begin() RETURNS trigger LANGUAGE plpgsql AS '<<recorder>>
DECLARE
  noted pg_catalog.text;
BEGIN
  recorder.noted := pg_catalog.set_config(
    ''tillback.began_'' OPERATOR(pg_catalog.||) pg_catalog.pg_trigger_depth()::pg_catalog.text,
    pg_catalog.pg_current_wal_insert_lsn()::pg_catalog.text, TRUE);
  RETURN NULL;
END'
;
CREATE TABLE tillback.journal_4_1 () INHERITS (tillback.journal_4);
CREATE OR REPLACE FUNCTION tillback.record_4_fits(recorded regclass) RETURNS boolean
LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog AS 'SELECT NOT EXISTS (
  SELECT FROM tillback.journal j
  WHERE j.number = 4 AND j.evidence <> ''''
    AND ARRAY(
      SELECT format(''%s %s %s %s'', a.attrelid, a.attnum, a.atttypid, a.xmin)
      FROM pg_attribute a
      WHERE a.attrelid = recorded AND a.attnum > 0
      ORDER BY 1) <> ARRAY(
      SELECT built
      FROM unnest(string_to_array(j.evidence::jsonb ->> ''columns'', '','')) built
      WHERE built LIKE recorded::oid || '' %''
      ORDER BY 1))
'
;
DO E'BEGIN
EXECUTE format(''CREATE OR REPLACE FUNCTION tillback.record_4_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS ''''<<recorder>>
DECLARE
  noted pg_catalog.text;
  beginning pg_catalog.text := ''''''''tillback.began_'''''''' OPERATOR(pg_catalog.||) pg_catalog.pg_trigger_depth()::pg_catalog.text;
  began pg_catalog.pg_lsn;
BEGIN
  IF NOT tillback.record_4_fits(''''''''%s''''''''::pg_catalog.regclass) THEN
    RETURN NULL;
  END IF;
  INSERT INTO tillback.journal_4_1 ("journal_position", "journal_transaction", "journal_time", "journal_operation", "journal_began", "q""uote", "group")
  SELECT pg_catalog.pg_current_wal_insert_lsn(), pg_catalog.pg_current_xact_id(),
         pg_catalog.statement_timestamp(), ''''''''I'''''''', NULL, r."q""uote", r."group"
  FROM new_rows r;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  IF NOT COALESCE(pg_catalog.texteq(
    pg_catalog.current_setting(''''''''tillback.recorded'''''''', TRUE),
    pg_catalog.pg_current_xact_id()::pg_catalog.text), FALSE) THEN
    recorder.noted := tillback.record_transaction();
  END IF;
  RETURN NULL;
END''''
'', E''"Select"."a ""b"".c\\\\''''; --"''::regclass::oid);
END
';
DO E'BEGIN
EXECUTE format(''CREATE OR REPLACE FUNCTION tillback.record_4_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS ''''<<recorder>>
DECLARE
  noted pg_catalog.text;
  beginning pg_catalog.text := ''''''''tillback.began_'''''''' OPERATOR(pg_catalog.||) pg_catalog.pg_trigger_depth()::pg_catalog.text;
  began pg_catalog.pg_lsn;
BEGIN
  IF NOT tillback.record_4_fits(''''''''%s''''''''::pg_catalog.regclass) THEN
    RETURN NULL;
  END IF;
  IF pg_catalog.length(pg_catalog.current_setting(''''''''tillback.inner'''''''', TRUE)) OPERATOR(pg_catalog.>) 0
    AND pg_catalog.length(pg_catalog.current_setting(recorder.beginning, TRUE)) OPERATOR(pg_catalog.>) 0 THEN
    recorder.began := pg_catalog.current_setting(recorder.beginning)::pg_catalog.pg_lsn;
    IF pg_catalog.current_setting(''''''''tillback.inner'''''''')::pg_catalog.pg_lsn
      OPERATOR(pg_catalog.<) recorder.began THEN
      recorder.began := NULL;
    END IF;
  END IF;
  INSERT INTO tillback.journal_4_1 ("journal_position", "journal_transaction", "journal_time", "journal_operation", "journal_began", "group", "q""uote", "größe %%s")
  SELECT pg_catalog.pg_current_wal_insert_lsn(), pg_catalog.pg_current_xact_id(),
         pg_catalog.statement_timestamp(), ''''''''U'''''''', recorder.began, r."group", r."q""uote", r."größe %%s"
  FROM old_rows r;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  IF EXISTS (SELECT r."q""uote" AS "q""uote", r."group" AS "group" FROM old_rows r EXCEPT ALL SELECT r."q""uote" AS "q""uote", r."group" AS "group" FROM new_rows r) THEN
  INSERT INTO tillback.journal_4_1 ("journal_position", "journal_transaction", "journal_time", "journal_operation", "journal_began", "q""uote", "group")
  SELECT pg_catalog.pg_current_wal_insert_lsn(), pg_catalog.pg_current_xact_id(),
         pg_catalog.statement_timestamp(), ''''''''M'''''''', NULL, r."q""uote", r."group"
  FROM (SELECT r."q""uote" AS "q""uote", r."group" AS "group" FROM old_rows r EXCEPT ALL SELECT r."q""uote" AS "q""uote", r."group" AS "group" FROM new_rows r) r;
  INSERT INTO tillback.journal_4_1 ("journal_position", "journal_transaction", "journal_time", "journal_operation", "journal_began", "q""uote", "group")
  SELECT pg_catalog.pg_current_wal_insert_lsn(), pg_catalog.pg_current_xact_id(),
         pg_catalog.statement_timestamp(), ''''''''I'''''''', NULL, r."q""uote", r."group"
  FROM (SELECT r."q""uote" AS "q""uote", r."group" AS "group" FROM new_rows r EXCEPT ALL SELECT r."q""uote" AS "q""uote", r."group" AS "group" FROM old_rows r) r;
  END IF;
  IF pg_catalog.pg_trigger_depth() OPERATOR(pg_catalog.>) 1 THEN
    recorder.noted := pg_catalog.set_config(
      ''''''''tillback.inner'''''''', pg_catalog.pg_current_wal_insert_lsn()::pg_catalog.text, TRUE);
  END IF;
  IF NOT COALESCE(pg_catalog.texteq(
    pg_catalog.current_setting(''''''''tillback.recorded'''''''', TRUE),
    pg_catalog.pg_current_xact_id()::pg_catalog.text), FALSE) THEN
    recorder.noted := tillback.record_transaction();
  END IF;
  RETURN NULL;
END''''
'', E''"Select"."a ""b"".c\\\\''''; --"''::regclass::oid);
END
';
DO E'BEGIN
EXECUTE format(''CREATE OR REPLACE FUNCTION tillback.record_4_delete() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS ''''<<recorder>>
DECLARE
  noted pg_catalog.text;
  beginning pg_catalog.text := ''''''''tillback.began_'''''''' OPERATOR(pg_catalog.||) pg_catalog.pg_trigger_depth()::pg_catalog.text;
  began pg_catalog.pg_lsn;
BEGIN
  IF NOT tillback.record_4_fits(''''''''%s''''''''::pg_catalog.regclass) THEN
    RETURN NULL;
  END IF;
  IF pg_catalog.length(pg_catalog.current_setting(''''''''tillback.inner'''''''', TRUE)) OPERATOR(pg_catalog.>) 0
    AND pg_catalog.length(pg_catalog.current_setting(recorder.beginning, TRUE)) OPERATOR(pg_catalog.>) 0 THEN
    recorder.began := pg_catalog.current_setting(recorder.beginning)::pg_catalog.pg_lsn;
    IF pg_catalog.current_setting(''''''''tillback.inner'''''''')::pg_catalog.pg_lsn
      OPERATOR(pg_catalog.<) recorder.began THEN
      recorder.began := NULL;
    END IF;
  END IF;
  INSERT INTO tillback.journal_4_1 ("journal_position", "journal_transaction", "journal_time", "journal_operation", "journal_began", "group", "q""uote", "größe %%s")
  SELECT pg_catalog.pg_current_wal_insert_lsn(), pg_catalog.pg_current_xact_id(),
         pg_catalog.statement_timestamp(), ''''''''D'''''''', recorder.began, r."group", r."q""uote", r."größe %%s"
  FROM old_rows r;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  IF pg_catalog.pg_trigger_depth() OPERATOR(pg_catalog.>) 1 THEN
    recorder.noted := pg_catalog.set_config(
      ''''''''tillback.inner'''''''', pg_catalog.pg_current_wal_insert_lsn()::pg_catalog.text, TRUE);
  END IF;
  IF NOT COALESCE(pg_catalog.texteq(
    pg_catalog.current_setting(''''''''tillback.recorded'''''''', TRUE),
    pg_catalog.pg_current_xact_id()::pg_catalog.text), FALSE) THEN
    recorder.noted := tillback.record_transaction();
  END IF;
  RETURN NULL;
END''''
'', E''"Select"."a ""b"".c\\\\''''; --"''::regclass::oid);
END
';
DO E'BEGIN
EXECUTE format(''CREATE OR REPLACE FUNCTION tillback.record_4_truncate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS ''''<<recorder>>
DECLARE
  noted pg_catalog.text;
  beginning pg_catalog.text := ''''''''tillback.began_'''''''' OPERATOR(pg_catalog.||) pg_catalog.pg_trigger_depth()::pg_catalog.text;
  began pg_catalog.pg_lsn;
BEGIN
  IF NOT tillback.record_4_fits(''''''''%s''''''''::pg_catalog.regclass) THEN
    RETURN NULL;
  END IF;
  IF pg_catalog.textregexeq(pg_catalog.current_setting(''''''''transaction_isolation''''''''), ''''''''^(repeatable|serializable)'''''''') THEN
    INSERT INTO tillback.journal_gap (companion, transaction, time, reason)
    VALUES (4, pg_catalog.pg_current_xact_id(), pg_catalog.clock_timestamp(), ''''''''a TRUNCATE in a '''''''' OPERATOR(pg_catalog.||) pg_catalog.upper(pg_catalog.current_setting(''''''''transaction_isolation'''''''')) OPERATOR(pg_catalog.||) '''''''' transaction: rows that it did not see are not recorded'''''''');
  END IF;
  EXECUTE pg_catalog.format(''''''''  INSERT INTO tillback.journal_4_1 ("journal_position", "journal_transaction", "journal_time", "journal_operation", "journal_began", "group", "q""uote", "größe %%%%s")
  SELECT pg_catalog.pg_current_wal_insert_lsn(), pg_catalog.pg_current_xact_id(),
         pg_catalog.statement_timestamp(), ''''''''''''''''T'''''''''''''''', NULL, r."group", r."q""uote", r."größe %%%%s"
  FROM ONLY %%I.%%I r;
'''''''', TG_TABLE_SCHEMA, TG_TABLE_NAME);
  IF NOT COALESCE(pg_catalog.texteq(
    pg_catalog.current_setting(''''''''tillback.recorded'''''''', TRUE),
    pg_catalog.pg_current_xact_id()::pg_catalog.text), FALSE) THEN
    recorder.noted := tillback.record_transaction();
  END IF;
  RETURN NULL;
END''''
'', E''"Select"."a ""b"".c\\\\''''; --"''::regclass::oid);
END
';
DO E'DECLARE piece regclass; kind "char";
BEGIN
FOR piece, kind IN
  SELECT c.oid, c.relkind FROM pg_class c
  WHERE c.oid = E''"Select"."a ""b"".c\\\\''''; --"''::regclass OR c.oid IN (SELECT relid FROM pg_partition_tree(E''"Select"."a ""b"".c\\\\''''; --"''::regclass))
LOOP
EXECUTE format(''CREATE TRIGGER tillback_4_begin BEFORE UPDATE OR DELETE ON %s  EXECUTE FUNCTION tillback.record_4_begin()'', piece);
EXECUTE format(''ALTER TABLE %s ENABLE ALWAYS TRIGGER tillback_4_begin'', piece);
EXECUTE format(''CREATE TRIGGER tillback_4_insert AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows EXECUTE FUNCTION tillback.record_4_insert()'', piece);
EXECUTE format(''ALTER TABLE %s ENABLE ALWAYS TRIGGER tillback_4_insert'', piece);
EXECUTE format(''CREATE TRIGGER tillback_4_delete AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows EXECUTE FUNCTION tillback.record_4_delete()'', piece);
EXECUTE format(''ALTER TABLE %s ENABLE ALWAYS TRIGGER tillback_4_delete'', piece);
EXECUTE format(''CREATE TRIGGER tillback_4_update AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows EXECUTE FUNCTION tillback.record_4_update()'', piece);
EXECUTE format(''ALTER TABLE %s ENABLE ALWAYS TRIGGER tillback_4_update'', piece);
IF kind <> ''p'' THEN
EXECUTE format(''CREATE TRIGGER tillback_4_truncate BEFORE TRUNCATE ON %s  EXECUTE FUNCTION tillback.record_4_truncate()'', piece);
EXECUTE format(''ALTER TABLE %s ENABLE ALWAYS TRIGGER tillback_4_truncate'', piece);
END IF;

END LOOP;
END
'
