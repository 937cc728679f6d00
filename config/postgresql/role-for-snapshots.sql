-- A role that takes snapshots and previews restores, and cannot write to the store's tables. Run this in the store's
-- database as a superuser, with your database in place of shop.
CREATE ROLE tillback_snapshots LOGIN PASSWORD 'choose a password';

-- Read every table, whoever owns it.
GRANT pg_read_all_data TO tillback_snapshots;

-- Create schema tillback at the first start.
GRANT CONNECT, CREATE ON DATABASE shop TO tillback_snapshots;
