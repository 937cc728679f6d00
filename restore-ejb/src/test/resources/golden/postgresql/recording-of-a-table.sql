SET LOCAL lock_timeout = '200ms';
LOCK TABLE ONLY "shop"."product" IN SHARE ROW EXCLUSIVE MODE;
CREATE TABLE tillback.journal_3 ("journal_position" pg_lsn NOT NULL, "journal_transaction" xid8 NOT NULL, "journal_time" timestamp with time zone NOT NULL, "journal_operation" "char" NOT NULL, "journal_backend" integer NOT NULL, "journal_began" pg_lsn, "id" bigint NOT NULL, "seller" integer, "name" character varying(80), "spec" json);
CREATE TABLE tillback.journal_3_1 () INHERITS (tillback.journal_3);
CREATE OR REPLACE FUNCTION tillback.record_3_fits(recorded regclass) RETURNS boolean
LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog AS 'SELECT NOT EXISTS (
  SELECT FROM tillback.journal j
  WHERE j.number = 3 AND j.evidence <> ''''
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
EXECUTE format(''CREATE OR REPLACE FUNCTION tillback.record_3_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS ''''<<recorder>>
DECLARE
  noted pg_catalog.text;
  stood pg_catalog.pg_lsn := pg_catalog.pg_current_wal_insert_lsn();
BEGIN
  IF NOT tillback.record_3_fits(''''''''%s''''''''::pg_catalog.regclass) THEN
    RETURN NULL;
  END IF;
  INSERT INTO tillback.journal_3_1 ("journal_position", "journal_transaction", "journal_time", "journal_operation", "journal_backend", "journal_began", "id")
  SELECT recorder.stood, pg_catalog.pg_current_xact_id(),
         pg_catalog.statement_timestamp(), ''''''''I'''''''', pg_catalog.pg_backend_pid(), NULL, r."id"
  FROM new_rows r;
  IF pg_catalog.texteq(pg_catalog.current_setting(''''''''tillback.told'''''''', TRUE), tillback.who()) THEN
    RETURN NULL;
  END IF;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  recorder.noted := tillback.record_transaction();
  RETURN NULL;
END''''
'', ''"shop"."product"''::regclass::oid);
END
';
DO 'BEGIN
EXECUTE format(''CREATE OR REPLACE FUNCTION tillback.record_3_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS ''''<<recorder>>
DECLARE
  noted pg_catalog.text;
  stood pg_catalog.pg_lsn := pg_catalog.pg_current_wal_insert_lsn();
BEGIN
  IF NOT tillback.record_3_fits(''''''''%s''''''''::pg_catalog.regclass) THEN
    RETURN NULL;
  END IF;
  INSERT INTO tillback.journal_3_1 ("journal_position", "journal_transaction", "journal_time", "journal_operation", "journal_backend", "journal_began", "id", "seller", "name", "spec")
  SELECT recorder.stood, pg_catalog.pg_current_xact_id(),
         pg_catalog.statement_timestamp(), ''''''''U'''''''', pg_catalog.pg_backend_pid(), NULL, r."id", r."seller", r."name", r."spec"
  FROM old_rows r;
  IF pg_catalog.texteq(pg_catalog.current_setting(''''''''tillback.told'''''''', TRUE), tillback.who()) THEN
    RETURN NULL;
  END IF;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  recorder.noted := tillback.record_transaction();
  RETURN NULL;
END''''
'', ''"shop"."product"''::regclass::oid);
END
';
DO 'BEGIN
EXECUTE format(''CREATE OR REPLACE FUNCTION tillback.record_3_delete() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS ''''<<recorder>>
DECLARE
  noted pg_catalog.text;
  stood pg_catalog.pg_lsn := pg_catalog.pg_current_wal_insert_lsn();
BEGIN
  IF NOT tillback.record_3_fits(''''''''%s''''''''::pg_catalog.regclass) THEN
    RETURN NULL;
  END IF;
  INSERT INTO tillback.journal_3_1 ("journal_position", "journal_transaction", "journal_time", "journal_operation", "journal_backend", "journal_began", "id", "seller", "name", "spec")
  SELECT recorder.stood, pg_catalog.pg_current_xact_id(),
         pg_catalog.statement_timestamp(), ''''''''D'''''''', pg_catalog.pg_backend_pid(), NULL, r."id", r."seller", r."name", r."spec"
  FROM old_rows r;
  IF pg_catalog.texteq(pg_catalog.current_setting(''''''''tillback.told'''''''', TRUE), tillback.who()) THEN
    RETURN NULL;
  END IF;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  recorder.noted := tillback.record_transaction();
  RETURN NULL;
END''''
'', ''"shop"."product"''::regclass::oid);
END
';
DO 'BEGIN
EXECUTE format(''CREATE OR REPLACE FUNCTION tillback.record_3_move() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS ''''<<recorder>>
DECLARE
  noted pg_catalog.text;
BEGIN
  IF NOT tillback.record_3_fits(''''''''%s''''''''::pg_catalog.regclass) THEN
    RETURN NULL;
  END IF;
  IF OLD."id" OPERATOR("pg_catalog".=) NEW."id" THEN
    RETURN NULL;
  END IF;
  INSERT INTO tillback.journal_3_1 ("journal_position", "journal_transaction", "journal_time", "journal_operation", "journal_backend", "journal_began", "id")
  VALUES (pg_catalog.pg_current_wal_insert_lsn(), pg_catalog.pg_current_xact_id(),
         pg_catalog.statement_timestamp(), ''''''''M'''''''', pg_catalog.pg_backend_pid(), NULL, OLD."id");
  INSERT INTO tillback.journal_3_1 ("journal_position", "journal_transaction", "journal_time", "journal_operation", "journal_backend", "journal_began", "id")
  VALUES (pg_catalog.pg_current_wal_insert_lsn(), pg_catalog.pg_current_xact_id(),
         pg_catalog.statement_timestamp(), ''''''''I'''''''', pg_catalog.pg_backend_pid(), NULL, NEW."id");
  IF pg_catalog.texteq(pg_catalog.current_setting(''''''''tillback.told'''''''', TRUE), tillback.who()) THEN
    RETURN NULL;
  END IF;
  recorder.noted := tillback.record_transaction();
  RETURN NULL;
END''''
'', ''"shop"."product"''::regclass::oid);
END
';
DO 'BEGIN
EXECUTE format(''CREATE OR REPLACE FUNCTION tillback.record_3_truncate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS ''''<<recorder>>
DECLARE
  noted pg_catalog.text;
BEGIN
  IF NOT tillback.record_3_fits(''''''''%s''''''''::pg_catalog.regclass) THEN
    RETURN NULL;
  END IF;
  IF pg_catalog.textregexeq(pg_catalog.current_setting(''''''''transaction_isolation''''''''), ''''''''^(repeatable|serializable)'''''''') THEN
    INSERT INTO tillback.journal_gap (companion, transaction, time, reason)
    VALUES (3, pg_catalog.pg_current_xact_id(), pg_catalog.clock_timestamp(), ''''''''a TRUNCATE in a '''''''' OPERATOR(pg_catalog.||) pg_catalog.upper(pg_catalog.current_setting(''''''''transaction_isolation'''''''')) OPERATOR(pg_catalog.||) '''''''' transaction: rows that it did not see are not recorded'''''''');
  END IF;
  EXECUTE pg_catalog.format(''''''''  INSERT INTO tillback.journal_3_1 ("journal_position", "journal_transaction", "journal_time", "journal_operation", "journal_backend", "journal_began", "id", "seller", "name", "spec")
  SELECT pg_catalog.pg_current_wal_insert_lsn(), pg_catalog.pg_current_xact_id(),
         pg_catalog.statement_timestamp(), ''''''''''''''''T'''''''''''''''', pg_catalog.pg_backend_pid(), NULL, r."id", r."seller", r."name", r."spec"
  FROM ONLY %%I.%%I r;
'''''''', TG_TABLE_SCHEMA, TG_TABLE_NAME);
  IF pg_catalog.texteq(pg_catalog.current_setting(''''''''tillback.told'''''''', TRUE), tillback.who()) THEN
    RETURN NULL;
  END IF;
  recorder.noted := tillback.record_transaction();
  RETURN NULL;
END''''
'', ''"shop"."product"''::regclass::oid);
END
';
DO 'DECLARE piece regclass; kind "char";
BEGIN
FOR piece, kind IN
  SELECT c.oid, c.relkind FROM pg_class c
  WHERE c.oid = ''"shop"."product"''::regclass OR c.oid IN (SELECT relid FROM pg_partition_tree(''"shop"."product"''::regclass))
LOOP
EXECUTE format(''CREATE TRIGGER tillback_3_insert AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows EXECUTE FUNCTION tillback.record_3_insert()'', piece);
EXECUTE format(''ALTER TABLE %s ENABLE ALWAYS TRIGGER tillback_3_insert'', piece);
EXECUTE format(''CREATE TRIGGER tillback_3_delete AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows EXECUTE FUNCTION tillback.record_3_delete()'', piece);
EXECUTE format(''ALTER TABLE %s ENABLE ALWAYS TRIGGER tillback_3_delete'', piece);
EXECUTE format(''CREATE TRIGGER tillback_3_update AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows EXECUTE FUNCTION tillback.record_3_update()'', piece);
EXECUTE format(''ALTER TABLE %s ENABLE ALWAYS TRIGGER tillback_3_update'', piece);
EXECUTE format(''CREATE TRIGGER tillback_3_move AFTER UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION tillback.record_3_move()'', piece);
EXECUTE format(''ALTER TABLE %s ENABLE ALWAYS TRIGGER tillback_3_move'', piece);
IF kind <> ''p'' THEN
EXECUTE format(''CREATE TRIGGER tillback_3_truncate BEFORE TRUNCATE ON %s  EXECUTE FUNCTION tillback.record_3_truncate()'', piece);
EXECUTE format(''ALTER TABLE %s ENABLE ALWAYS TRIGGER tillback_3_truncate'', piece);
END IF;

END LOOP;
END
'
