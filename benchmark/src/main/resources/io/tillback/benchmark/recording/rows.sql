CREATE FUNCTION other.insert_<table>() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $body$
BEGIN
  INSERT INTO other.<table> (<names>, <key>)
  SELECT <values>, 'I', NEW.<key>;
  <who>
  RETURN NULL;
END
$body$;

CREATE FUNCTION other.update_<table>() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $body$
BEGIN
  INSERT INTO other.<table>
  SELECT <values>, 'U', OLD.*;
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
FOR EACH ROW EXECUTE FUNCTION other.insert_<table>();

CREATE TRIGGER other_update AFTER UPDATE ON <table>
FOR EACH ROW EXECUTE FUNCTION other.update_<table>();

CREATE TRIGGER other_move AFTER UPDATE ON <table>
FOR EACH ROW WHEN (NOT (OLD.<key> = NEW.<key>)) EXECUTE FUNCTION other.move_<table>();
