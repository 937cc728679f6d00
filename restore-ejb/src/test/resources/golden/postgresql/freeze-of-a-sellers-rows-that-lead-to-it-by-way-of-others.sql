CREATE FUNCTION tillback.freeze_freeze1() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS E'<<guard>>
DECLARE
  hit pg_catalog.bool := TRUE;
BEGIN
  IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.<) ''2026-03-01T12:00:00Z''::pg_catalog.timestamptz
    AND (pg_catalog.texteq(pg_catalog.current_setting(''tillback.restores'', TRUE),
        pg_catalog.pg_current_xact_id_if_assigned()::pg_catalog.text)
      AND pg_catalog.pg_has_role(SESSION_USER, CURRENT_USER, ''MEMBER'')) IS NOT TRUE THEN
    IF pg_catalog.texteq(TG_LEVEL, ''ROW'') THEN
      IF pg_catalog.texteq(TG_WHEN, ''BEFORE'') THEN
        guard.hit := COALESCE(pg_catalog.texteq((SELECT h1."seller"::pg_catalog.text FROM ONLY "shop"."product" h1 WHERE h1."id" OPERATOR("pg_catalog".=) OLD."group" LIMIT 1), ''7''), FALSE);
      ELSE
        guard.hit := COALESCE(pg_catalog.texteq((SELECT h1."seller"::pg_catalog.text FROM ONLY "shop"."product" h1 WHERE h1."id" OPERATOR("pg_catalog".=) NEW."group" LIMIT 1), ''7''), FALSE);
      END IF;
    END IF;
    IF guard.hit THEN
    RAISE EXCEPTION USING
      ERRCODE = ''TB001'',
      MESSAGE = E''rows of seller ''''7'''' in Select.a "b".c\\\\''''; -- are read-only until 2026-03-01 12:00:00 UTC: it''''s 100 % wrong \\\\ "now"'',
      DETAIL = ''Nothing was written. o''''lga froze this with Tillback (freeze freeze1).'',
      HINT = ''Try again after that, or ask o''''lga to lift the freeze.'',
      SCHEMA = ''Select'',
      TABLE = E''a "b".c\\\\''''; --'';
    END IF;
  END IF;
  IF pg_catalog.texteq(TG_LEVEL, ''STATEMENT'') OR pg_catalog.texteq(TG_WHEN, ''AFTER'') THEN
    RETURN NULL;
  END IF;
  IF pg_catalog.texteq(TG_OP, ''DELETE'') THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END';
CREATE TRIGGER "!tillback_freeze_freeze1_before" BEFORE UPDATE OR DELETE ON "Select"."a ""b"".c\'; --" FOR EACH ROW EXECUTE FUNCTION tillback.freeze_freeze1();
CREATE TRIGGER "!tillback_freeze_freeze1_after" AFTER INSERT OR UPDATE ON "Select"."a ""b"".c\'; --" FOR EACH ROW EXECUTE FUNCTION tillback.freeze_freeze1();
CREATE FUNCTION tillback.freeze_freeze1_1() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS E'<<guard>>
DECLARE
  was pg_catalog.bool;
  becomes pg_catalog.bool;
  hit pg_catalog.bool := FALSE;
BEGIN
  IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.<) ''2026-03-01T12:00:00Z''::pg_catalog.timestamptz
    AND (pg_catalog.texteq(pg_catalog.current_setting(''tillback.restores'', TRUE),
        pg_catalog.pg_current_xact_id_if_assigned()::pg_catalog.text)
      AND pg_catalog.pg_has_role(SESSION_USER, CURRENT_USER, ''MEMBER'')) IS NOT TRUE THEN
    guard.was := COALESCE(pg_catalog.texteq(OLD."seller"::pg_catalog.text, ''7''), FALSE);
    guard.becomes := COALESCE(pg_catalog.texteq(NEW."seller"::pg_catalog.text, ''7''), FALSE);
    IF guard.was AND NOT guard.becomes THEN
      guard.hit := EXISTS (SELECT FROM "Select"."a ""b"".c\\''; --" h0 WHERE OLD."id" OPERATOR("pg_catalog".=) h0."group");
    ELSIF guard.becomes AND NOT guard.was THEN
      guard.hit := EXISTS (SELECT FROM "Select"."a ""b"".c\\''; --" h0 WHERE NEW."id" OPERATOR("pg_catalog".=) h0."group");
    END IF;
    IF guard.hit THEN
    RAISE EXCEPTION USING
      ERRCODE = ''TB001'',
      MESSAGE = E''rows of seller ''''7'''' in Select.a "b".c\\\\''''; -- are read-only until 2026-03-01 12:00:00 UTC: it''''s 100 % wrong \\\\ "now"'',
      DETAIL = ''Nothing was written. o''''lga froze this with Tillback (freeze freeze1). They lead to their seller by way of shop.product.'',
      HINT = ''Try again after that, or ask o''''lga to lift the freeze.'',
      SCHEMA = ''Select'',
      TABLE = E''a "b".c\\\\''''; --'';
    END IF;
  END IF;
  IF pg_catalog.texteq(TG_LEVEL, ''STATEMENT'') OR pg_catalog.texteq(TG_WHEN, ''AFTER'') THEN
    RETURN NULL;
  END IF;
  IF pg_catalog.texteq(TG_OP, ''DELETE'') THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END';
CREATE TRIGGER "!tillback_freeze_freeze1_1_before" BEFORE DELETE ON "shop"."product" FOR EACH ROW EXECUTE FUNCTION tillback.freeze_freeze1_1();
CREATE TRIGGER "!tillback_freeze_freeze1_1_after" AFTER INSERT OR UPDATE ON "shop"."product" FOR EACH ROW EXECUTE FUNCTION tillback.freeze_freeze1_1();
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
