CREATE FUNCTION other.insert_<table>() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $body$
BEGIN
  INSERT INTO other.<table> (<names>, <key>)
  SELECT <values>, 'I', r.<key> FROM new_rows r;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  <who>
  RETURN NULL;
END
$body$;

CREATE FUNCTION other.update_<table>() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $body$
BEGIN
  INSERT INTO other.<table>
  SELECT <values>, 'U', r.* FROM old_rows r;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  <who>
  RETURN NULL;
END
$body$;

CREATE FUNCTION other.move_<table>() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $body$
BEGIN
  INSERT INTO other.<table> (<names>, <key>)
  VALUES (<values>, 'M', OLD.<key>), (<values>, 'I', NEW.<key>);
  <who>
  RETURN NULL;
END
$body$;

CREATE TRIGGER other_insert AFTER INSERT ON <table>
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION other.insert_<table>();

CREATE TRIGGER other_update AFTER UPDATE ON <table>
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION other.update_<table>();

CREATE TRIGGER other_move AFTER UPDATE ON <table>
FOR EACH ROW WHEN (NOT (OLD.<key> = NEW.<key>)) EXECUTE FUNCTION other.move_<table>();
