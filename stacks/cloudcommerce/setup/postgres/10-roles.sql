-- A database for each service, and a user that reaches no other. Passwords come from files, so that none stands here:
-- SECRETS names their folder, by default where containers find them. For psql, signed in as the administrator.
\set ON_ERROR_STOP on
\set product_password `cat "${SECRETS:-/run/secrets}/postgresql-product"`
\set order_password `cat "${SECRETS:-/run/secrets}/postgresql-order"`

-- Owners cannot sign in; they own the tables, so that a service can change rows and never a table.
CREATE ROLE products_owner NOLOGIN;
CREATE ROLE orders_owner NOLOGIN;
CREATE ROLE product_service LOGIN CONNECTION LIMIT 50 PASSWORD :'product_password';
CREATE ROLE order_service LOGIN CONNECTION LIMIT 50 PASSWORD :'order_password';
ALTER ROLE product_service SET statement_timeout = '10s';
ALTER ROLE order_service SET statement_timeout = '10s';

CREATE DATABASE products OWNER products_owner;
CREATE DATABASE orders OWNER orders_owner;
REVOKE ALL ON DATABASE products, orders, postgres FROM PUBLIC;
GRANT CONNECT ON DATABASE products TO product_service;
GRANT CONNECT ON DATABASE orders TO order_service;
