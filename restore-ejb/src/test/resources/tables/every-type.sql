-- Every type, with the values at its edges.
CREATE SCHEMA "every type";
CREATE SCHEMA ext;
CREATE EXTENSION citext SCHEMA ext;
CREATE EXTENSION hstore SCHEMA ext;
CREATE EXTENSION ltree SCHEMA ext;
DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = "every type", ext', current_database()); END$$;
SET search_path = "every type", ext;

CREATE TYPE mood AS ENUM ('sad', 'so so', 'it''s "fine", {really}', 'größe', '');
CREATE TYPE size AS (length numeric, "Unit, or ""none""" text);
CREATE TYPE parcel AS (outside size, inside size[], mood mood, v int);
CREATE FUNCTION is_even(n int) RETURNS bool LANGUAGE plpgsql IMMUTABLE AS
  $$BEGIN RETURN (SELECT count(*) > 0 FROM even_numbers WHERE even_numbers.n = is_even.n); END$$;
CREATE TABLE even_numbers AS SELECT n * 2 AS n FROM generate_series(0, 10) n;
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE DOMAIN even AS positive CHECK (VALUE IS NULL OR is_even(VALUE));
CREATE DOMAIN code AS varchar(5) COLLATE "C" CHECK (VALUE <> 'never');
CREATE DOMAIN codes AS code[];
CREATE DOMAIN checked_size AS size CHECK (VALUE IS NULL OR (VALUE).length > 0);
CREATE TYPE textrange AS RANGE (subtype = text, collation = "C");

CREATE TABLE edge (type text, literals text[]);
INSERT INTO edge VALUES
  ('smallint', '{-32768,0,32767}'),
  ('integer', '{-2147483648,0,2147483647}'),
  ('bigint', '{-9223372036854775808,0,9223372036854775807}'),
  ('numeric', ARRAY['NaN', 'Infinity', '-Infinity', '0', '0.00', '-0.000', '1.0', '1.00', '1e-16383', '1e131071',
    '123456789012345678901234567890.123456789012345678901234567890']),
  ('numeric(12,2)', '{NaN,0,-1234567890.12}'),
  ('numeric(5,-2)', '{NaN,0,-1234500}'), -- since PostgreSQL 15
  ('real', '{NaN,Infinity,-Infinity,0,-0,1e-45,3.4028235e38,1.1754944e-38,0.1}'),
  ('double precision', '{NaN,Infinity,-Infinity,0,-0,5e-324,1.7976931348623157e308,2.2250738585072014e-308,0.1,0.30000000000000004}'),
  ('money', '{-92233720368547758.08,0,92233720368547758.07}'),
  ('boolean', '{t,f}'),
  ('oid', '{0,4294967295}'),
  ('xid', '{0,4294967295}'),
  ('cid', '{0,4294967295}'),
  ('xid8', '{0,18446744073709551615}'),
  ('tid', '{"(0,0)","(4294967295,65535)"}'),
  ('pg_lsn', '{0/0,FFFFFFFF/FFFFFFFF}'),
  ('pg_snapshot', '{1:1:,"10:20:10,14,15"}'),
  ('txid_snapshot', '{1:1:,"10:20:10,14,15"}'),
  ('date', ARRAY['-infinity', 'infinity', '4714-11-24 BC', '0001-12-31 BC', '0001-01-01', '1582-10-10', '5874897-12-31']),
  ('time', '{00:00,24:00,23:59:59.999999}'),
  ('time(0)', '{00:00,24:00}'),
  ('timetz', '{00:00+15:59,24:00-15:59,12:00:00.000001+05:30:15}'),
  ('timestamp', ARRAY['-infinity', 'infinity', '4714-11-24 00:00:00 BC', '294276-12-31 23:59:59.999999', 'epoch']),
  ('timestamp(3)', '{"2026-02-28 23:59:59.999"}'),
  ('timestamptz', ARRAY['-infinity', 'infinity', '4714-11-24 00:00:00+00 BC', '294276-12-31 23:59:59.999999+00',
    '1883-11-18 12:03:57 America/New_York', '2026-03-29 02:30:00+02']),
  ('interval', ARRAY[
    'infinity', '-infinity', -- since PostgreSQL 17
    '1 day', '24:00:00', '30 days', '1 mon', '-178000000 years', '178000000 years',
    '-2147483648 mons -2147483648 days -9223372036854775807 us', -- since PostgreSQL 17
    '1 mon -1 day +23:59:59.999999', '0']),
  ('interval day to second(2)', '{1 day 00:00:01.25}'),
  ('text', ARRAY['', ' ', '\N', '\.', E'\\.\n', E'a\n\\.\nb', E'\n', E'\r', E'\r\n', E'a\rb\nc\r\nd', '"', '""', '''', ',', E'\t',
    'NULL', 'null', '\', '\\', '\n', E'\x01\x7f', '日本 😀 é e' || U&'\0301', U&'\FEFFbom', '$$', '?', ':x', '{fn now()}', '{d ''x''}',
    repeat('long ', 20000)]),
  ('varchar', '{"",NULL,"NULL"}'),
  ('varchar(3)', ARRAY['', 'a  ', '日本😀']),
  ('char(5)', ARRAY['', 'ab', '  ab', '日本😀', '\.']),
  ('bpchar', ARRAY['', 'ab   ', '   ']),
  ('"char"', ARRAY['', 'a', E'\x01', '\377', '\200', ' ', ',', '"', '\']),
  ('name', ARRAY['', 'Select', repeat('é', 31), E'line\nbreak']),
  ('citext', ARRAY['', 'Abc', 'aBC']),
  ('bytea', ARRAY['', '\x00', '\x5c2e0a', '\x' || repeat('00ff', 5000)]),
  ('bit', '{0,1}'),
  ('bit(8)', '{00000000,10101010}'),
  ('varbit', '{"",0,101}'),
  ('varbit(3)', '{"",101}'),
  ('uuid', '{00000000-0000-0000-0000-000000000000,ffffffff-ffff-ffff-ffff-ffffffffffff}'),
  ('json', ARRAY['null', '""', ' { "b" : 1,  "a" : 1.0, "b" : 2 } ', E'[1,\n\t2e1000]', '"\ud83d\ude00"', '{"": {}}', '1.00']),
  ('jsonb', ARRAY['null', '""', '{"b": 1, "a": 1.0, "b": 2}', '[1, 1.00, -0]', '"\ud83d\ude00 \\ \" \u0001"', '{"": {}}', '[]']),
  ('jsonpath', ARRAY['$', 'strict $."a b"[*] ? (@.x > 1.0 && @ like_regex "^\\d" flag "i")', '$.datetime("HH24:MI")']),
  ('xml', ARRAY['', 'content only &amp; <a/>', '<?xml version="1.0"?><a b="1"><![CDATA[<]]></a>', '<!-- c --><a/>', E'<a>\r\n</a>']),
  ('inet', '{0.0.0.0/0,10.1.2.3/8,255.255.255.255,::,::1/64,::ffff:1.2.3.4}'),
  ('cidr', '{0.0.0.0/0,10.0.0.0/8,::/0,2001:db8::/32}'),
  ('macaddr', '{00:00:00:00:00:00,ff:ff:ff:ff:ff:ff}'),
  ('macaddr8', '{00:00:00:00:00:00:00:00,ff:ff:ff:ff:ff:ff:ff:ff}'),
  ('point', ARRAY['(0,-0)', '(Infinity,-Infinity)', '(NaN,1e-300)']),
  ('line', '{"{1,2,3}","{0,-1,1e300}"}'),
  ('lseg', '{"[(0,0),(Infinity,-Infinity)]"}'),
  ('box', ARRAY['(Infinity,1),(-Infinity,-1)', '(1,1),(1,1)']),
  ('path', ARRAY['((0,0),(1,1))', '[(0,0),(Infinity,1)]']),
  ('polygon', ARRAY['((0,0),(1,1),(Infinity,0))', '((0,0))']),
  ('circle', ARRAY['<(0,0),0>', '<(1,-1),Infinity>']),
  ('int4range', ARRAY['empty', '(,)', '[1,)', '(,5]', '[1,2]']),
  ('numrange', ARRAY['empty', '(,)', '[1.0,1.00]', '(-Infinity,Infinity)', '[NaN,)']),
  ('tsrange', ARRAY['empty', '[-infinity,infinity]', '["0001-01-01 00:00:00 BC",)']),
  ('tstzrange', ARRAY['(,)', '["2026-01-01 00:00:00+00","2026-01-01 00:00:00.000001+00")']),
  ('daterange', ARRAY['empty', '[-infinity,infinity]', '[2026-01-01,2026-01-01]']),
  ('int4multirange', ARRAY['{}', '{(,)}', '{[1,2),[5,)}']),
  ('nummultirange', ARRAY['{}', '{[1.0,1.50],(2,3)}']),
  ('tstzmultirange', ARRAY['{}', '{["2026-01-01 00:00:00+00",infinity)}']),
  ('textrange', ARRAY['empty', '["",")"]', '["a\"b","c,d")', '(,"\\")']),
  ('int[]', ARRAY['{}', '{NULL}', '{1,NULL,3}', '[2:4]={1,2,3}', '[-1:0][5:6]={{1,2},{3,NULL}}', '{{{1}}}']),
  ('text[]', ARRAY['{}', '{""}', '{NULL,"NULL","null"}', '{"a,b","c\"d","e\\f","{g}"," h ","\\N"}', '{{a,b},{c,d}}']),
  ('bytea[]', ARRAY['{"\\x00ff",NULL}']),
  ('numeric(5,1)[]', '{"{1.0,NaN,NULL}"}'),
  ('mood', ARRAY['sad', 'it''s "fine", {really}', 'größe', '']),
  ('mood[]', ARRAY['{sad,NULL,"it''s \"fine\", {really}",""}']),
  ('size', ARRAY['(,)', '(1.0,)', '(NaN,"")', '(1.00,"a ""quoted"", (one) \\")']),
  ('size[]', ARRAY['{NULL,"(,)","(1.0,\"a,b\")"}']),
  ('parcel', ARRAY['(,,,)', '("(,)","{}",sad,1)', '("(1.0,""a b"")","{NULL,""(2,)""}","",-1)']),
  ('parcel[]', ARRAY['{"(\"(1,)\",\"{}\",,)",NULL}']),
  ('positive', '{1,2147483647}'),
  ('even', '{2,20}'),
  ('even[]', '{"{2,4,NULL}"}'),
  ('code', ARRAY['', 'a', 'ab cd']),
  ('codes', ARRAY['{}', '{a,NULL,"b c"}']),
  ('checked_size', ARRAY['(1,)', '(2.50,cm)']),
  ('tsvector', ARRAY['', '''a'':1A,2B ''b c'':3C ''d''''e'':16383', '''x''']),
  ('tsquery', ARRAY['', '''a'' & !''b c'':*AB | ( ''d'' <3> ''e'' )']),
  ('regclass', ARRAY['pg_class', '"every type".edge', '-', '4711']),
  ('regtype', ARRAY['int4', '"every type".mood[]', '-']),
  ('regproc', ARRAY['pg_catalog.now', '-']),
  ('regprocedure', ARRAY['pg_catalog.abs(int4)']),
  ('regoperator', ARRAY['pg_catalog.+(int4,int4)']),
  ('regrole', ARRAY['postgres']),
  ('regnamespace', ARRAY['"every type"']),
  ('regconfig', ARRAY['simple']),
  ('regdictionary', ARRAY['simple']),
  ('regcollation', ARRAY['"C"']),
  ('oidvector', ARRAY['', '1 2 3']),
  ('int2vector', ARRAY['', '1 -2']),
  ('aclitem', ARRAY['=r/postgres']),
  ('hstore', ARRAY['', 'a=>1, "b c"=>NULL, ""=>"\"q\""']),
  ('hstore[]', ARRAY['{"\"a\"=>NULL",NULL}']),
  ('ltree', ARRAY['', 'Top.Science']);

-- Ten types to a table, each column called like its type; the rows are repeated further up.
DO $$
DECLARE
  e record;
BEGIN
  FOR e IN SELECT *, 'of group ' || row_number() OVER () / 10 AS home FROM edge LOOP
    EXECUTE format('CREATE TABLE IF NOT EXISTS %I (id int PRIMARY KEY, untouched text DEFAULT %L)', e.home, 'x');
    EXECUTE format('ALTER TABLE %I ADD COLUMN %I %s', e.home, e.type, e.type);
    EXECUTE format('INSERT INTO %I (id) SELECT n FROM generate_series(0, %s) n ON CONFLICT DO NOTHING',
      e.home, array_length(e.literals, 1));
    FOR n IN 1 .. array_length(e.literals, 1) LOOP
      EXECUTE format('UPDATE %I SET %I = %L WHERE id = %s', e.home, e.type, e.literals[n], n);
    END LOOP;
  END LOOP;
  FOR e IN SELECT DISTINCT 'of group ' || row_number() OVER () / 10 AS home FROM edge LOOP
    EXECUTE format('CREATE TEMP TABLE again AS SELECT * FROM %I', e.home);
    EXECUTE 'UPDATE again SET id = id + 1000';
    EXECUTE format('INSERT INTO %I SELECT * FROM again', e.home);
    DROP TABLE again;
  END LOOP;
END$$;

-- Stored in a form that is not that of the same value read anew: an array that once held a null, a composite from before
-- its type had another field.
CREATE TYPE growing AS (a int);
CREATE TABLE "of earlier forms" (id int PRIMARY KEY, untouched text, v int[], c growing);
INSERT INTO "of earlier forms" VALUES (1, 'x', '{1,NULL}', '(1)'), (2, 'x', '{1,2}', '(2)'), (3, 'x', NULL, NULL);
UPDATE "of earlier forms" SET v[2] = 2 WHERE id = 1;
ALTER TYPE growing ADD ATTRIBUTE b text;
DROP TABLE edge;
