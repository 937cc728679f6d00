-- Deletes a third of the rows, takes the value from another third, and adds rows.
DO $$
DECLARE
  t regclass;
BEGIN
  FOR t IN SELECT oid FROM pg_class WHERE relnamespace = '"every type"'::regnamespace AND relkind = 'r' AND relname ~ '^of ' LOOP
    EXECUTE format('DELETE FROM %s WHERE id %% 3 = 0', t);
    EXECUTE format('UPDATE %s SET v = NULL WHERE id %% 3 = 1', t);
    EXECUTE format('INSERT INTO %s (id, v) SELECT id + 5000, v FROM %s WHERE id %% 3 = 2', t, t);
  END LOOP;
END$$
