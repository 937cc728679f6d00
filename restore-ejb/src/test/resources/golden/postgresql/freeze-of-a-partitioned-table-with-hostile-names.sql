CREATE FUNCTION tillback.freeze_freeze1() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS E'BEGIN
  IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.<) ''2026-03-01T12:00:00Z''::pg_catalog.timestamptz
    AND (pg_catalog.texteq(pg_catalog.current_setting(''tillback.restores'', TRUE),
        pg_catalog.pg_current_xact_id_if_assigned()::pg_catalog.text)
      AND pg_catalog.pg_has_role(SESSION_USER, CURRENT_USER, ''MEMBER'')) IS NOT TRUE THEN
    RAISE EXCEPTION USING
      ERRCODE = ''TB001'',
      MESSAGE = E''Select.a "b".c\\\\''''; -- is read-only until 2026-03-01 12:00:00 UTC: it''''s 100 % wrong \\\\ "now"'',
      DETAIL = ''Nothing was written. o''''lga froze this with Tillback (freeze freeze1).'',
      HINT = ''Try again after that, or ask o''''lga to lift the freeze.'',
      SCHEMA = ''Select'',
      TABLE = E''a "b".c\\\\''''; --'';
  END IF;
  IF pg_catalog.texteq(TG_LEVEL, ''STATEMENT'') OR pg_catalog.texteq(TG_WHEN, ''AFTER'') THEN
    RETURN NULL;
  END IF;
  IF pg_catalog.texteq(TG_OP, ''DELETE'') THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END';
CREATE TRIGGER "!tillback_freeze_freeze1_rows" BEFORE INSERT OR UPDATE OR DELETE ON "Select"."a ""b"".c\'; --" FOR EACH ROW EXECUTE FUNCTION tillback.freeze_freeze1();
DO E'DECLARE piece regclass; guard name;
BEGIN
FOR piece IN
  SELECT c.oid FROM pg_class c
  WHERE c.oid = E''"Select"."a ""b"".c\\\\''''; --"''::regclass OR c.oid IN (SELECT relid FROM pg_partition_tree(E''"Select"."a ""b"".c\\\\''''; --"''::regclass))
LOOP
EXECUTE format(''CREATE TRIGGER "!tillback_freeze_freeze1_truncate" BEFORE TRUNCATE ON %s EXECUTE FUNCTION tillback.freeze_freeze1()'', piece);
END LOOP;
FOR piece, guard IN
  SELECT t.tgrelid, t.tgname
  FROM pg_trigger t
  JOIN pg_proc p ON p.oid = t.tgfoid
  WHERE p.pronamespace = ''tillback''::regnamespace AND p.proname ~ ''^freeze_freeze1(_[0-9]+)?$''
LOOP
EXECUTE format(''ALTER TABLE ONLY %s ENABLE ALWAYS TRIGGER %I'', piece, guard);
END LOOP;
END
'
