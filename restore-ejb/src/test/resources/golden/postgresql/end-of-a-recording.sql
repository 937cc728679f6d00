SET LOCAL lock_timeout = '200ms';
DROP FUNCTION IF EXISTS tillback.record_3_begin() CASCADE;
DROP FUNCTION IF EXISTS tillback.record_3_insert() CASCADE;
DROP FUNCTION IF EXISTS tillback.record_3_update() CASCADE;
DROP FUNCTION IF EXISTS tillback.record_3_delete() CASCADE;
DROP FUNCTION IF EXISTS tillback.record_3_move() CASCADE;
DROP FUNCTION IF EXISTS tillback.record_3_truncate() CASCADE;
DROP FUNCTION IF EXISTS tillback.record_3_fits(regclass) CASCADE
