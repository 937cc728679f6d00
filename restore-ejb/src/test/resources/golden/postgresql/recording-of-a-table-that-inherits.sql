SET LOCAL lock_timeout = '200ms';
LOCK TABLE ONLY "shop"."word" IN SHARE ROW EXCLUSIVE MODE;
CREATE TABLE tillback.journal_5 ("journal_position" pg_lsn NOT NULL, "journal_transaction" xid8 NOT NULL, "journal_time" timestamp with time zone NOT NULL, "journal_operation" "char" NOT NULL, "journal_backend" integer NOT NULL, "journal_began" pg_lsn, "word" ext.citext COLLATE ext.german NOT NULL, "place" integer);
DO 'DECLARE enum name;
BEGIN
FOR enum IN
  SELECT a.attname
  FROM pg_attribute a
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = ''A''
  WHERE a.attrelid = ''tillback.journal_5''::regclass AND a.attnum > 0
    AND ''e'' IN (t.typtype, e.typtype) AND a.attname NOT IN (''word'')
LOOP
EXECUTE format(''ALTER TABLE %s ALTER COLUMN %I TYPE text'', ''tillback.journal_5'', enum);
END LOOP;
END
';
CREATE FUNCTION tillback.record_5_begin() RETURNS trigger LANGUAGE plpgsql AS '<<recorder>>
DECLARE
  noted pg_catalog.text;
BEGIN
  recorder.noted := pg_catalog.set_config(
    ''tillback.began_'' OPERATOR(pg_catalog.||) pg_catalog.pg_trigger_depth()::pg_catalog.text,
    pg_catalog.pg_current_wal_insert_lsn()::pg_catalog.text, TRUE);
  RETURN NULL;
END'
;
CREATE TABLE tillback.journal_5_1 () INHERITS (tillback.journal_5);
CREATE OR REPLACE FUNCTION tillback.record_5_fits(recorded regclass) RETURNS boolean
LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog AS 'SELECT NOT EXISTS (
  SELECT FROM tillback.journal j
  WHERE j.number = 5 AND j.evidence <> ''''
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
DO 'BEGIN
EXECUTE format(''CREATE OR REPLACE FUNCTION tillback.record_5_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS ''''<<recorder>>
DECLARE
  noted pg_catalog.text;
  beginning pg_catalog.text := ''''''''tillback.began_'''''''' OPERATOR(pg_catalog.||) pg_catalog.pg_trigger_depth()::pg_catalog.text;
  began pg_catalog.pg_lsn;
BEGIN
  IF NOT tillback.record_5_fits(''''''''%s''''''''::pg_catalog.regclass) THEN
    RETURN NULL;
  END IF;
BEGIN
  INSERT INTO tillback.journal_5_1 ("journal_position", "journal_transaction", "journal_time", "journal_operation", "journal_backend", "journal_began", "word")
  VALUES (pg_catalog.pg_current_wal_insert_lsn(), pg_catalog.pg_current_xact_id(),
         pg_catalog.statement_timestamp(), ''''''''I'''''''', pg_catalog.pg_backend_pid(), NULL, NEW."word");
  IF pg_catalog.texteq(pg_catalog.current_setting(''''''''tillback.told'''''''', TRUE), tillback.who()) THEN
    RETURN NULL;
  END IF;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  recorder.noted := tillback.record_transaction();
EXCEPTION WHEN OTHERS THEN
    INSERT INTO tillback.journal_gap (companion, transaction, time, reason)
    VALUES (5, pg_catalog.pg_current_xact_id(), pg_catalog.clock_timestamp(), SQLERRM);
END;
  RETURN NULL;
END''''
'', ''"shop"."word"''::regclass::oid);
END
';
DO 'BEGIN
EXECUTE format(''CREATE OR REPLACE FUNCTION tillback.record_5_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS ''''<<recorder>>
DECLARE
  noted pg_catalog.text;
  beginning pg_catalog.text := ''''''''tillback.began_'''''''' OPERATOR(pg_catalog.||) pg_catalog.pg_trigger_depth()::pg_catalog.text;
  began pg_catalog.pg_lsn;
BEGIN
  IF NOT tillback.record_5_fits(''''''''%s''''''''::pg_catalog.regclass) THEN
    RETURN NULL;
  END IF;
BEGIN
  IF pg_catalog.length(pg_catalog.current_setting(''''''''tillback.inner'''''''', TRUE)) OPERATOR(pg_catalog.>) 0
    AND pg_catalog.length(pg_catalog.current_setting(recorder.beginning, TRUE)) OPERATOR(pg_catalog.>) 0 THEN
    recorder.began := pg_catalog.current_setting(recorder.beginning)::pg_catalog.pg_lsn;
    IF pg_catalog.current_setting(''''''''tillback.inner'''''''')::pg_catalog.pg_lsn
      OPERATOR(pg_catalog.<) recorder.began THEN
      recorder.began := NULL;
    END IF;
  END IF;
  INSERT INTO tillback.journal_5_1 ("journal_position", "journal_transaction", "journal_time", "journal_operation", "journal_backend", "journal_began", "word", "place")
  VALUES (pg_catalog.pg_current_wal_insert_lsn(), pg_catalog.pg_current_xact_id(),
         pg_catalog.statement_timestamp(), ''''''''U'''''''', pg_catalog.pg_backend_pid(), recorder.began, OLD."word", OLD."place");
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  IF NOT ((OLD."word")::ext.citext OPERATOR("ext".=) (NEW."word")::ext.citext) THEN
  INSERT INTO tillback.journal_5_1 ("journal_position", "journal_transaction", "journal_time", "journal_operation", "journal_backend", "journal_began", "word")
  VALUES (pg_catalog.pg_current_wal_insert_lsn(), pg_catalog.pg_current_xact_id(),
         pg_catalog.statement_timestamp(), ''''''''M'''''''', pg_catalog.pg_backend_pid(), NULL, OLD."word");
  INSERT INTO tillback.journal_5_1 ("journal_position", "journal_transaction", "journal_time", "journal_operation", "journal_backend", "journal_began", "word")
  VALUES (pg_catalog.pg_current_wal_insert_lsn(), pg_catalog.pg_current_xact_id(),
         pg_catalog.statement_timestamp(), ''''''''I'''''''', pg_catalog.pg_backend_pid(), NULL, NEW."word");
  END IF;
  IF pg_catalog.pg_trigger_depth() OPERATOR(pg_catalog.>) 1 THEN
    recorder.noted := pg_catalog.set_config(
      ''''''''tillback.inner'''''''', pg_catalog.pg_current_wal_insert_lsn()::pg_catalog.text, TRUE);
  END IF;
  IF pg_catalog.texteq(pg_catalog.current_setting(''''''''tillback.told'''''''', TRUE), tillback.who()) THEN
    RETURN NULL;
  END IF;
  recorder.noted := tillback.record_transaction();
EXCEPTION WHEN OTHERS THEN
    INSERT INTO tillback.journal_gap (companion, transaction, time, reason)
    VALUES (5, pg_catalog.pg_current_xact_id(), pg_catalog.clock_timestamp(), SQLERRM);
END;
  RETURN NULL;
END''''
'', ''"shop"."word"''::regclass::oid);
END
';
DO 'BEGIN
EXECUTE format(''CREATE OR REPLACE FUNCTION tillback.record_5_delete() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS ''''<<recorder>>
DECLARE
  noted pg_catalog.text;
  beginning pg_catalog.text := ''''''''tillback.began_'''''''' OPERATOR(pg_catalog.||) pg_catalog.pg_trigger_depth()::pg_catalog.text;
  began pg_catalog.pg_lsn;
BEGIN
  IF NOT tillback.record_5_fits(''''''''%s''''''''::pg_catalog.regclass) THEN
    RETURN NULL;
  END IF;
BEGIN
  IF pg_catalog.length(pg_catalog.current_setting(''''''''tillback.inner'''''''', TRUE)) OPERATOR(pg_catalog.>) 0
    AND pg_catalog.length(pg_catalog.current_setting(recorder.beginning, TRUE)) OPERATOR(pg_catalog.>) 0 THEN
    recorder.began := pg_catalog.current_setting(recorder.beginning)::pg_catalog.pg_lsn;
    IF pg_catalog.current_setting(''''''''tillback.inner'''''''')::pg_catalog.pg_lsn
      OPERATOR(pg_catalog.<) recorder.began THEN
      recorder.began := NULL;
    END IF;
  END IF;
  INSERT INTO tillback.journal_5_1 ("journal_position", "journal_transaction", "journal_time", "journal_operation", "journal_backend", "journal_began", "word", "place")
  VALUES (pg_catalog.pg_current_wal_insert_lsn(), pg_catalog.pg_current_xact_id(),
         pg_catalog.statement_timestamp(), ''''''''D'''''''', pg_catalog.pg_backend_pid(), recorder.began, OLD."word", OLD."place");
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  IF pg_catalog.pg_trigger_depth() OPERATOR(pg_catalog.>) 1 THEN
    recorder.noted := pg_catalog.set_config(
      ''''''''tillback.inner'''''''', pg_catalog.pg_current_wal_insert_lsn()::pg_catalog.text, TRUE);
  END IF;
  IF pg_catalog.texteq(pg_catalog.current_setting(''''''''tillback.told'''''''', TRUE), tillback.who()) THEN
    RETURN NULL;
  END IF;
  recorder.noted := tillback.record_transaction();
EXCEPTION WHEN OTHERS THEN
    INSERT INTO tillback.journal_gap (companion, transaction, time, reason)
    VALUES (5, pg_catalog.pg_current_xact_id(), pg_catalog.clock_timestamp(), SQLERRM);
END;
  RETURN NULL;
END''''
'', ''"shop"."word"''::regclass::oid);
END
';
DO 'BEGIN
EXECUTE format(''CREATE OR REPLACE FUNCTION tillback.record_5_move() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS ''''<<recorder>>
DECLARE
  noted pg_catalog.text;
  beginning pg_catalog.text := ''''''''tillback.began_'''''''' OPERATOR(pg_catalog.||) pg_catalog.pg_trigger_depth()::pg_catalog.text;
  began pg_catalog.pg_lsn;
BEGIN
  IF NOT tillback.record_5_fits(''''''''%s''''''''::pg_catalog.regclass) THEN
    RETURN NULL;
  END IF;
BEGIN
  IF (OLD."word")::ext.citext OPERATOR("ext".=) (NEW."word")::ext.citext THEN
    RETURN NULL;
  END IF;
  INSERT INTO tillback.journal_5_1 ("journal_position", "journal_transaction", "journal_time", "journal_operation", "journal_backend", "journal_began", "word")
  VALUES (pg_catalog.pg_current_wal_insert_lsn(), pg_catalog.pg_current_xact_id(),
         pg_catalog.statement_timestamp(), ''''''''M'''''''', pg_catalog.pg_backend_pid(), NULL, OLD."word");
  INSERT INTO tillback.journal_5_1 ("journal_position", "journal_transaction", "journal_time", "journal_operation", "journal_backend", "journal_began", "word")
  VALUES (pg_catalog.pg_current_wal_insert_lsn(), pg_catalog.pg_current_xact_id(),
         pg_catalog.statement_timestamp(), ''''''''I'''''''', pg_catalog.pg_backend_pid(), NULL, NEW."word");
  IF pg_catalog.texteq(pg_catalog.current_setting(''''''''tillback.told'''''''', TRUE), tillback.who()) THEN
    RETURN NULL;
  END IF;
  recorder.noted := tillback.record_transaction();
EXCEPTION WHEN OTHERS THEN
    INSERT INTO tillback.journal_gap (companion, transaction, time, reason)
    VALUES (5, pg_catalog.pg_current_xact_id(), pg_catalog.clock_timestamp(), SQLERRM);
END;
  RETURN NULL;
END''''
'', ''"shop"."word"''::regclass::oid);
END
';
DO 'BEGIN
EXECUTE format(''CREATE OR REPLACE FUNCTION tillback.record_5_truncate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS ''''<<recorder>>
DECLARE
  noted pg_catalog.text;
  beginning pg_catalog.text := ''''''''tillback.began_'''''''' OPERATOR(pg_catalog.||) pg_catalog.pg_trigger_depth()::pg_catalog.text;
  began pg_catalog.pg_lsn;
BEGIN
  IF NOT tillback.record_5_fits(''''''''%s''''''''::pg_catalog.regclass) THEN
    RETURN NULL;
  END IF;
BEGIN
  IF pg_catalog.textregexeq(pg_catalog.current_setting(''''''''transaction_isolation''''''''), ''''''''^(repeatable|serializable)'''''''') THEN
    INSERT INTO tillback.journal_gap (companion, transaction, time, reason)
    VALUES (5, pg_catalog.pg_current_xact_id(), pg_catalog.clock_timestamp(), ''''''''a TRUNCATE in a '''''''' OPERATOR(pg_catalog.||) pg_catalog.upper(pg_catalog.current_setting(''''''''transaction_isolation'''''''')) OPERATOR(pg_catalog.||) '''''''' transaction: rows that it did not see are not recorded'''''''');
  END IF;
  EXECUTE pg_catalog.format(''''''''  INSERT INTO tillback.journal_5_1 ("journal_position", "journal_transaction", "journal_time", "journal_operation", "journal_backend", "journal_began", "word", "place")
  SELECT pg_catalog.pg_current_wal_insert_lsn(), pg_catalog.pg_current_xact_id(),
         pg_catalog.statement_timestamp(), ''''''''''''''''T'''''''''''''''', pg_catalog.pg_backend_pid(), NULL, r."word", r."place"
  FROM ONLY %%I.%%I r;
'''''''', TG_TABLE_SCHEMA, TG_TABLE_NAME);
  IF pg_catalog.texteq(pg_catalog.current_setting(''''''''tillback.told'''''''', TRUE), tillback.who()) THEN
    RETURN NULL;
  END IF;
  recorder.noted := tillback.record_transaction();
EXCEPTION WHEN OTHERS THEN
    INSERT INTO tillback.journal_gap (companion, transaction, time, reason)
    VALUES (5, pg_catalog.pg_current_xact_id(), pg_catalog.clock_timestamp(), SQLERRM);
END;
  RETURN NULL;
END''''
'', ''"shop"."word"''::regclass::oid);
END
';
DO 'DECLARE piece regclass; kind "char";
BEGIN
FOR piece, kind IN
  SELECT c.oid, c.relkind FROM pg_class c
  WHERE c.oid = ''"shop"."word"''::regclass OR c.oid IN (SELECT relid FROM pg_partition_tree(''"shop"."word"''::regclass))
LOOP
EXECUTE format(''CREATE TRIGGER tillback_5_begin BEFORE UPDATE OR DELETE ON %s  EXECUTE FUNCTION tillback.record_5_begin()'', piece);
EXECUTE format(''ALTER TABLE %s ENABLE ALWAYS TRIGGER tillback_5_begin'', piece);
EXECUTE format(''CREATE TRIGGER tillback_5_insert AFTER INSERT ON %s FOR EACH ROW EXECUTE FUNCTION tillback.record_5_insert()'', piece);
EXECUTE format(''ALTER TABLE %s ENABLE ALWAYS TRIGGER tillback_5_insert'', piece);
EXECUTE format(''CREATE TRIGGER tillback_5_delete AFTER DELETE ON %s FOR EACH ROW EXECUTE FUNCTION tillback.record_5_delete()'', piece);
EXECUTE format(''ALTER TABLE %s ENABLE ALWAYS TRIGGER tillback_5_delete'', piece);
EXECUTE format(''CREATE TRIGGER tillback_5_update AFTER UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION tillback.record_5_update()'', piece);
EXECUTE format(''ALTER TABLE %s ENABLE ALWAYS TRIGGER tillback_5_update'', piece);
IF kind <> ''p'' THEN
EXECUTE format(''CREATE TRIGGER tillback_5_truncate BEFORE TRUNCATE ON %s  EXECUTE FUNCTION tillback.record_5_truncate()'', piece);
EXECUTE format(''ALTER TABLE %s ENABLE ALWAYS TRIGGER tillback_5_truncate'', piece);
END IF;

END LOOP;
END
'
