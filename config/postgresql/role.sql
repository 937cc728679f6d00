-- The role that Tillback signs in with: no superuser. Run this in the store's database as a superuser, with your
-- names in place of shop (the database) and shop_owner (whoever owns the store's tables).
CREATE ROLE tillback LOGIN PASSWORD 'choose a password';

-- Read and restore every table of this owner, as the owner itself could. One line for each owner.
GRANT shop_owner TO tillback;

-- Create schema tillback at the first start.
GRANT CONNECT, CREATE ON DATABASE shop TO tillback;
