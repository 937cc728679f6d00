-- Tables of every build, under names that collide with something.
CREATE SCHEMA "a.b";
CREATE SCHEMA "Select";
CREATE SCHEMA "ünï cödé 日本 \ ""'%s ? :x {d} $$";
CREATE EXTENSION citext SCHEMA public;
CREATE EXTENSION hstore SCHEMA public;
CREATE EXTENSION btree_gist SCHEMA public;
CREATE COLLATION public.german (provider = icu, locale = 'de');
CREATE COLLATION public."any Case" (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = "Select", public', current_database()); END$$;
SET search_path = "Select", public;

-- Names.
CREATE TABLE "user" ("order" int PRIMARY KEY, "group" text, "target" text, "live" text, "number" int, "action" text, k1 text, k2 text,
  "l" text, s text, p text, k text, d text, n text, g text, digest text, ordinal int, digest_ text, gone text, "t" text, "in_scope" text,
  "Select" text, "select" text, "SELECT" text, "with ""quotes"" and 'apostrophes'" text, "a.b" text, "back\slash" text, "100%" text, "%s %I %1$s" text,
  "größe" text, "商品😀" text, "éééééééééééééééééééééééééééééééx" text, "line
break" text, "$$" text, "$body$" text, "?" text, "??" text, ":x" text, "::text" text, "{fn now()}" text, "{" text, "--" text, "/*" text, ";" text, " " text,
  "null" text, """ """ text, "oid" text, "image" text, "row" text, "value" text, "CREATE" text, "," text, "_" text);
INSERT INTO "user" ("order", "group", k1, digest, ordinal, "?", "{fn now()}", "--", "line
break") SELECT n, 'group ' || n, NULLIF(n % 3, 0)::text, 'd', n, '?', '{fn now()}', '--', E'line\nbreak' FROM generate_series(1, 40) n;
CREATE TABLE "order" (LIKE "user" INCLUDING ALL);
INSERT INTO "order" SELECT * FROM "user";
CREATE TABLE "Order" ("k1" int, "K1" int, PRIMARY KEY ("K1", "k1"));
INSERT INTO "Order" SELECT n % 5, n FROM generate_series(1, 20) n;
CREATE TABLE "a.b"."c" ("key" text PRIMARY KEY, "value" text);
CREATE TABLE "Select"."b.c" ("key" text PRIMARY KEY, "value" text);
CREATE TABLE "ünï cödé 日本 \ ""'%s ? :x {d} $$"."; DROP TABLE ""user""; -- ?
{call x} :y $$ %s %I" ("key" text PRIMARY KEY, "value" text);
INSERT INTO "a.b"."c" SELECT n, n FROM generate_series(1, 20) n;
INSERT INTO "b.c" SELECT n, n FROM generate_series(1, 20) n;
INSERT INTO "ünï cödé 日本 \ ""'%s ? :x {d} $$"."; DROP TABLE ""user""; -- ?
{call x} :y $$ %s %I" SELECT n, n FROM generate_series(1, 20) n;

-- Keys.
CREATE TYPE weekday AS ENUM ('mon', 'Tue', 'wed''s');
CREATE TYPE place AS (shelf int, side text);
CREATE DOMAIN sku AS citext CHECK (VALUE <> '');
CREATE TABLE keys_c (id text COLLATE "C" PRIMARY KEY, v text);
CREATE TABLE keys_german (id text COLLATE public.german PRIMARY KEY, v text);
CREATE TABLE keys_any_case (id text COLLATE public."any Case", nr int, v text, PRIMARY KEY (nr, id));
CREATE TABLE keys_citext (id citext PRIMARY KEY, v text);
CREATE TABLE keys_domain (id sku PRIMARY KEY, v text);
CREATE TABLE keys_char (id char(8) PRIMARY KEY, v text);
CREATE TABLE keys_bpchar (id bpchar PRIMARY KEY, v text);
CREATE TABLE keys_numeric (id numeric PRIMARY KEY, v text);
CREATE TABLE keys_double (id double precision PRIMARY KEY, v text);
CREATE TABLE keys_interval (id interval PRIMARY KEY, v text);
CREATE TABLE keys_jsonb (id jsonb PRIMARY KEY, v text);
CREATE TABLE keys_array (id numeric[] PRIMARY KEY, v text);
CREATE TABLE keys_place (id place PRIMARY KEY, v text);
CREATE TABLE keys_range (id numrange PRIMARY KEY, v text);
CREATE TABLE keys_enum (id weekday PRIMARY KEY, v text);
CREATE TABLE keys_hstore (id hstore PRIMARY KEY, v text);
CREATE TABLE keys_timestamptz (id timestamptz PRIMARY KEY, v text);
INSERT INTO keys_c SELECT 'Key ' || n, n FROM generate_series(1, 30) n;
INSERT INTO keys_german SELECT 'Schlüssel ' || n, n FROM generate_series(1, 30) n;
INSERT INTO keys_any_case SELECT 'KEY ' || n, n, n FROM generate_series(1, 30) n;
INSERT INTO keys_citext SELECT 'KEY ' || n, n FROM generate_series(1, 30) n;
INSERT INTO keys_domain SELECT 'KEY ' || n, n FROM generate_series(1, 30) n;
INSERT INTO keys_char SELECT 'K ' || n, n FROM generate_series(1, 30) n;
INSERT INTO keys_bpchar SELECT 'K ' || n || '   ', n FROM generate_series(1, 30) n;
INSERT INTO keys_numeric SELECT (n || '.00')::numeric, n FROM generate_series(1, 30) n;
INSERT INTO keys_numeric VALUES ('NaN', 'nan'), ('Infinity', 'inf');
INSERT INTO keys_double SELECT n / 10.0, n FROM generate_series(1, 30) n;
INSERT INTO keys_double VALUES ('NaN', 'nan'), ('-0', 'minus zero');
INSERT INTO keys_interval SELECT make_interval(days => n), n FROM generate_series(1, 30) n;
INSERT INTO keys_jsonb SELECT jsonb_build_object('n', (n || '.0')::numeric), n FROM generate_series(1, 30) n;
INSERT INTO keys_array SELECT ARRAY[n, NULL, (n || '.0')::numeric], n FROM generate_series(1, 30) n;
INSERT INTO keys_place SELECT ROW(n, NULL)::place, n FROM generate_series(1, 30) n;
INSERT INTO keys_place VALUES (ROW(NULL, NULL), 'nowhere');
INSERT INTO keys_range SELECT numrange(n, n + 1), n FROM generate_series(1, 30) n;
INSERT INTO keys_range VALUES ('empty', 'empty'), ('(,)', 'all');
INSERT INTO keys_enum VALUES ('mon', 1), ('Tue', 2), ('wed''s', 3);
INSERT INTO keys_hstore SELECT hstore('n', n::text), n FROM generate_series(1, 30) n;
INSERT INTO keys_timestamptz SELECT timestamptz '2026-01-01 12:00+00' + make_interval(hours => n), n FROM generate_series(1, 30) n;
INSERT INTO keys_timestamptz VALUES ('infinity', 'never'), ('-infinity', 'ever');
DO $$
BEGIN
  EXECUTE (SELECT 'CREATE TABLE keys_wide (' || string_agg('c' || n || ' int NOT NULL', ', ') || ', v text, PRIMARY KEY ('
    || string_agg('c' || n, ', ' ORDER BY n DESC) || '))' FROM generate_series(1, 32) n);
  EXECUTE (SELECT 'INSERT INTO keys_wide SELECT ' || string_agg('m % ' || n, ', ') || ', m::text FROM generate_series(1, 30) m'
    FROM generate_series(1, 32) n);
END$$;
CREATE TABLE keys_only (a int, b citext, PRIMARY KEY (a, b));
INSERT INTO keys_only SELECT n, 'KEY' FROM generate_series(1, 30) n;
CREATE TABLE keys_deferrable (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, v text UNIQUE DEFERRABLE);
INSERT INTO keys_deferrable SELECT n, n FROM generate_series(1, 30) n;

-- No key.
CREATE TABLE keyless (a text, b numeric, c json);
INSERT INTO keyless SELECT n % 4, 1.0, '{"a":1}' FROM generate_series(1, 40) n;
INSERT INTO keyless VALUES (NULL, NULL, NULL), (NULL, NULL, NULL), ('', 1.00, '{"a": 1}'), ('\N', NULL, NULL), (E'\\.', NULL, NULL);
CREATE TABLE keyless_one (v text);
INSERT INTO keyless_one VALUES (NULL), (NULL), (''), ('\.'), ('\N'), (E'\n'), ('"');
CREATE TABLE keyless_nulls (a int UNIQUE NULLS NOT DISTINCT, b text); -- since PostgreSQL 15
INSERT INTO keyless_nulls VALUES (NULL, 'null'), (1, 'one'), (2, 'two'); -- since PostgreSQL 15
CREATE TABLE keyless_parts (region text, v int) PARTITION BY LIST (region);
CREATE TABLE keyless_parts_eu PARTITION OF keyless_parts FOR VALUES IN ('eu', NULL);
CREATE TABLE keyless_parts_rest PARTITION OF keyless_parts DEFAULT;
INSERT INTO keyless_parts SELECT CASE n % 3 WHEN 0 THEN 'eu' WHEN 1 THEN 'us' END, 7 FROM generate_series(1, 30) n;
CREATE TABLE columnless ();
INSERT INTO columnless SELECT FROM generate_series(1, 5);
CREATE TABLE empty (id int PRIMARY KEY, v text);

-- Columns.
DO $$
BEGIN
  EXECUTE (SELECT 'CREATE TABLE wide (c1 int PRIMARY KEY, ' || string_agg('c' || n || ' int', ', ') || ')' FROM generate_series(2, 1600) n);
  EXECUTE (SELECT 'INSERT INTO wide SELECT ' || string_agg('m + ' || n, ', ') || ' FROM generate_series(1, 30) m' FROM generate_series(1, 1600) n);
END$$;
CREATE TABLE generated (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  net numeric,
  gross numeric GENERATED ALWAYS AS (net * 1.19) STORED,
  label text GENERATED ALWAYS AS ('net ' || net) VIRTUAL, -- since PostgreSQL 18
  nr int GENERATED BY DEFAULT AS IDENTITY,
  dropped int,
  kept text COMPRESSION pglz);
ALTER TABLE generated ALTER kept SET STORAGE EXTERNAL;
ALTER TABLE generated DROP COLUMN dropped;
INSERT INTO generated (net, kept) SELECT n, repeat('kept', 2000) FROM generate_series(1, 30) n;
CREATE TABLE numbered (id text PRIMARY KEY, nr int GENERATED ALWAYS AS IDENTITY UNIQUE, v text);
INSERT INTO numbered (id, v) SELECT 'n' || n, n FROM generate_series(1, 30) n;
CREATE SEQUENCE tickets;
CREATE TABLE ticket (id int PRIMARY KEY DEFAULT nextval('tickets'), v text);
INSERT INTO ticket (v) SELECT n FROM generate_series(1, 30) n;
CREATE UNLOGGED TABLE unlogged (id int PRIMARY KEY, v text);
INSERT INTO unlogged SELECT n, n FROM generate_series(1, 30) n;

-- Partitions: several levels, other column orders, dropped columns, a foreign key upon them.
CREATE TABLE sale (id int, sold date, region text, v text, PRIMARY KEY (region, id, sold)) PARTITION BY RANGE (sold);
CREATE TABLE sale_2025 (v text, gone int, sold date NOT NULL, region text NOT NULL, id int NOT NULL);
ALTER TABLE sale_2025 DROP COLUMN gone;
ALTER TABLE sale ATTACH PARTITION sale_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE sale_2026 PARTITION OF sale FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY HASH (id);
CREATE TABLE "a.b"."sale 2026/0" PARTITION OF sale_2026 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE sale_2026_1 PARTITION OF sale_2026 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE sale_rest PARTITION OF sale DEFAULT PARTITION BY LIST (region);
CREATE TABLE sale_rest_eu PARTITION OF sale_rest FOR VALUES IN ('eu');
CREATE TABLE sale_rest_rest PARTITION OF sale_rest DEFAULT;
INSERT INTO sale SELECT n, date '2024-06-01' + n * 7, CASE n % 3 WHEN 0 THEN 'eu' WHEN 1 THEN 'us' ELSE '' END, n FROM generate_series(1, 150) n;
CREATE TABLE refund (id int PRIMARY KEY, region text, sale int, sold date, v text, FOREIGN KEY (sale, sold, region) REFERENCES sale (id, sold, region));
INSERT INTO refund SELECT id, region, id, sold, id FROM sale WHERE id % 2 = 0;

-- Inheritance.
CREATE TABLE vehicle (id int PRIMARY KEY, v text);
CREATE TABLE car (doors int, PRIMARY KEY (id)) INHERITS (vehicle);
CREATE TABLE van (load int, v text) INHERITS (car);
INSERT INTO vehicle SELECT n, n FROM generate_series(1, 30) n;
INSERT INTO car SELECT n, n, n FROM generate_series(20, 50) n;
INSERT INTO van SELECT n, n, n, n FROM generate_series(40, 60) n;

-- Constraints.
CREATE TABLE booking (id int PRIMARY KEY, room int, during tsrange, v text, EXCLUDE USING gist (room WITH =, during WITH &&));
INSERT INTO booking SELECT n, n % 3, tsrange('2026-01-01'::timestamp + n * interval '1 day', '2026-01-01'::timestamp + (n + 1) * interval '1 day'), n
  FROM generate_series(1, 30) n;
CREATE TABLE head (id int PRIMARY KEY, tail int NOT NULL, v text);
CREATE TABLE tail (id int PRIMARY KEY, head int NOT NULL REFERENCES head DEFERRABLE INITIALLY DEFERRED, v text);
BEGIN;
INSERT INTO head SELECT n, n, n FROM generate_series(1, 30) n;
INSERT INTO tail SELECT n, n, n FROM generate_series(1, 30) n;
COMMIT;
ALTER TABLE head ADD FOREIGN KEY (tail) REFERENCES tail DEFERRABLE;
CREATE TABLE place_of (id int PRIMARY KEY, rank int NOT NULL UNIQUE, v text UNIQUE, spot int4range, CHECK (rank > 0), EXCLUDE USING gist (spot WITH &&));
INSERT INTO place_of SELECT n, n, n, int4range(n, n + 1) FROM generate_series(1, 30) n;
CREATE TABLE reserved (room int, during daterange, v text, PRIMARY KEY (room, during WITHOUT OVERLAPS)); -- since PostgreSQL 18
INSERT INTO reserved SELECT n % 3, daterange(date '2026-01-01' + n * 10, date '2026-01-01' + n * 10 + 10), n FROM generate_series(1, 30) n; -- since PostgreSQL 18
CREATE TABLE guest (id int PRIMARY KEY, room int, during daterange, v text, FOREIGN KEY (room, PERIOD during) REFERENCES reserved (room, PERIOD during)); -- since PostgreSQL 18
INSERT INTO guest SELECT row_number() OVER (), room, daterange(lower(during) + 1, upper(during) - 1), v FROM reserved; -- since PostgreSQL 18

-- What would interfere.
CREATE TABLE ruled (id int PRIMARY KEY, v text);
INSERT INTO ruled SELECT n, n FROM generate_series(1, 30) n;
CREATE TABLE ruled_log (v text);
CREATE RULE "no ""deletes""" AS ON DELETE TO ruled DO INSTEAD NOTHING;
CREATE RULE updates AS ON UPDATE TO ruled DO ALSO INSERT INTO ruled_log VALUES (NEW.v);
CREATE RULE inserts AS ON INSERT TO ruled WHERE NEW.id > 0 DO INSTEAD INSERT INTO ruled_log VALUES (NEW.v);
CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RETURN NULL; END IF;
  NEW.v = 'meddled';
  RETURN NEW;
END$$;
CREATE TABLE triggered (id int PRIMARY KEY, v text);
INSERT INTO triggered SELECT n, n FROM generate_series(1, 30) n;
CREATE TRIGGER before BEFORE INSERT OR UPDATE OR DELETE ON triggered FOR EACH ROW EXECUTE FUNCTION meddle();
CREATE TRIGGER "always ?" BEFORE INSERT OR UPDATE OR DELETE ON triggered FOR EACH ROW EXECUTE FUNCTION meddle();
ALTER TABLE triggered ENABLE ALWAYS TRIGGER "always ?";
CREATE TRIGGER replica BEFORE INSERT OR UPDATE ON triggered FOR EACH ROW EXECUTE FUNCTION meddle();
ALTER TABLE triggered ENABLE REPLICA TRIGGER replica;
CREATE TRIGGER later AFTER INSERT OR UPDATE ON triggered FOR EACH ROW EXECUTE FUNCTION meddle();
CREATE TRIGGER parts BEFORE INSERT OR UPDATE ON keyless_parts FOR EACH ROW EXECUTE FUNCTION meddle();
ALTER TABLE keyless_parts DISABLE TRIGGER parts;
CREATE TABLE policed (id int PRIMARY KEY, v text);
INSERT INTO policed SELECT n, n FROM generate_series(1, 30) n;
ALTER TABLE policed ENABLE ROW LEVEL SECURITY;
ALTER TABLE policed FORCE ROW LEVEL SECURITY;
CREATE POLICY "some" ON policed USING (id > 10);
CREATE VIEW over_triggered AS SELECT * FROM triggered;
CREATE FUNCTION instead() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$;
CREATE TRIGGER instead INSTEAD OF INSERT ON over_triggered FOR EACH ROW EXECUTE FUNCTION instead();
CREATE FUNCTION noted() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN PERFORM TG_TAG; END$$;
CREATE TABLE forbidden AS SELECT 'x'::text AS v;
CREATE FUNCTION is_fine(v text) RETURNS bool LANGUAGE sql STABLE AS 'SELECT count(*) = 0 FROM forbidden f WHERE f.v = is_fine.v';
CREATE TABLE checked (id int PRIMARY KEY, v text CHECK (is_fine(v)));
INSERT INTO checked SELECT n, n FROM generate_series(1, 30) n;
