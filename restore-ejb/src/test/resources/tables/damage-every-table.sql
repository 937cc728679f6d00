-- As no application could: without triggers, rules and foreign keys. Deletes, empties and adds rows of every table.
SET session_replication_role = replica;
ALTER TABLE ruled DISABLE RULE "no ""deletes""";
DO $$
DECLARE
  t record;
BEGIN
  FOR t IN
    SELECT c.oid, CASE c.relkind WHEN 'p' THEN '' ELSE 'ONLY ' END || c.oid::regclass AS name,
           (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN ('v', 'value', 'group', 'c7', 'net', 'b')
              AND a.attgenerated = '' AND NOT a.attnotnull LIMIT 1) AS value
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^(pg_|information_schema|tillback)'
      AND c.relname NOT IN ('forbidden', 'ruled_log')
  LOOP
    EXECUTE format('DELETE FROM %s t WHERE (SELECT count(*) FROM %s u WHERE (u.tableoid, u.ctid) <= (t.tableoid, t.ctid)) %% 3 = 0', t.name, t.name);
    IF t.value IS NOT NULL THEN
      EXECUTE format('UPDATE %s t SET %I = NULL WHERE (SELECT count(*) FROM %s u WHERE (u.tableoid, u.ctid) <= (t.tableoid, t.ctid)) %% 3 = 0', t.name, t.value, t.name);
    END IF;
  END LOOP;
END$$;
ALTER TABLE ruled ENABLE RULE "no ""deletes""";
RESET session_replication_role;

INSERT INTO empty VALUES (1, 'added'), (2, 'added');
INSERT INTO columnless SELECT FROM generate_series(1, 7);
INSERT INTO keyless SELECT * FROM keyless;
INSERT INTO keyless SELECT * FROM keyless WHERE a = '1' LIMIT 1;
INSERT INTO keyless VALUES ('1', 1.00, '{"a": 1}');
INSERT INTO keyless_one VALUES (NULL), ('added');
INSERT INTO keyless_parts VALUES ('eu', 8), ('new', 7), (NULL, 7);

-- The same key in other bytes.
UPDATE keys_any_case SET id = lower(id);
UPDATE keys_citext SET id = lower(id);
UPDATE keys_domain SET id = lower(id), v = 'x' WHERE v > '2';
UPDATE keys_bpchar SET id = rtrim(id);
UPDATE keys_numeric SET id = trim_scale(id);
UPDATE keys_double SET id = 0 WHERE id = 0;
UPDATE keys_interval SET id = justify_days(interval '1 hour' * 24 * extract(day FROM id));
UPDATE keys_interval SET id = make_interval(hours => 24 * extract(day FROM id)::int) WHERE extract(day FROM id) > 0;
UPDATE keys_jsonb SET id = jsonb_build_object('n', trim_scale((id ->> 'n')::numeric));
UPDATE keys_array SET id = ARRAY[id[1], NULL, trim_scale(id[3])];
UPDATE keys_range SET id = numrange((lower(id) || '.0')::numeric, (upper(id) || '.00')::numeric) WHERE lower(id) > 0;
UPDATE keys_only SET b = lower(b);

-- Values that change places.
SET session_replication_role = replica;
UPDATE numbered SET nr = DEFAULT WHERE nr % 2 = 0;
ALTER TABLE place_of DROP CONSTRAINT place_of_rank_key, DROP CONSTRAINT place_of_v_key, DROP CONSTRAINT place_of_spot_excl;
UPDATE place_of SET rank = 31 - rank, spot = int4range(31 - rank, 32 - rank);
ALTER TABLE place_of ADD UNIQUE (rank), ADD UNIQUE (v), ADD EXCLUDE USING gist (spot WITH &&);
UPDATE sale SET sold = sold + 365 WHERE id % 5 = 0;

-- What is left is consistent, so that it can be had again when the restore is taken back.
DELETE FROM refund r WHERE NOT EXISTS (SELECT FROM sale s WHERE (s.id, s.sold, s.region) = (r.sale, r.sold, r.region));
DELETE FROM guest g WHERE NOT EXISTS (SELECT FROM reserved r WHERE r.room = g.room AND r.during @> g.during); -- since PostgreSQL 18
DELETE FROM head h WHERE NOT EXISTS (SELECT FROM tail t WHERE t.id = h.tail AND t.head = h.id);
DELETE FROM tail t WHERE NOT EXISTS (SELECT FROM head h WHERE h.id = t.head);
RESET session_replication_role;
