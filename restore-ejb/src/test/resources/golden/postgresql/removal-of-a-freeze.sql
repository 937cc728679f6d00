SET LOCAL lock_timeout = '200ms';
DO 'DECLARE guard name;
BEGIN
FOR guard IN
  SELECT p.proname FROM pg_proc p WHERE p.pronamespace = ''tillback''::regnamespace AND p.proname ~ ''^freeze_freeze1(_[0-9]+)?$''
LOOP
EXECUTE format(''DROP FUNCTION IF EXISTS tillback.%I() CASCADE'', guard);
END LOOP;
END
'
