DO 'DECLARE guard name;
BEGIN
FOR guard IN
  SELECT p.proname FROM pg_proc p WHERE p.pronamespace = ''tillback''::regnamespace AND p.proname ~ ''^freeze_freeze1(_[0-9]+)?$''
LOOP
EXECUTE format(''CREATE OR REPLACE FUNCTION tillback.%I() RETURNS trigger LANGUAGE plpgsql AS %L'', guard, ''BEGIN
  IF pg_catalog.texteq(TG_LEVEL, ''''STATEMENT'''') OR pg_catalog.texteq(TG_WHEN, ''''AFTER'''') THEN
    RETURN NULL;
  END IF;
  IF pg_catalog.texteq(TG_OP, ''''DELETE'''') THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END'');
END LOOP;
END
'
