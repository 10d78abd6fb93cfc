-- The product service's tables: categories, products, stock.
\set ON_ERROR_STOP on
\connect products
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO product_service;
SET ROLE products_owner;

CREATE TABLE categories (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  parent_id bigint REFERENCES categories CHECK (parent_id <> id)
);
CREATE INDEX categories_parent ON categories (parent_id);

CREATE TABLE products (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  sku text NOT NULL UNIQUE CHECK (length(sku) BETWEEN 1 AND 64),
  category_id bigint NOT NULL REFERENCES categories,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  description text NOT NULL DEFAULT '',
  price numeric(12, 2) NOT NULL CHECK (price >= 0),
  currency text NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$'),
  active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  -- The words that a search finds it by; those of the name weigh more.
  search tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('english', name), 'A') || setweight(to_tsvector('english', description), 'B')
  ) STORED
);
CREATE INDEX products_search ON products USING gin (search);
CREATE INDEX products_by_category ON products (category_id, price) WHERE active;

CREATE TABLE stock (
  product_id uuid PRIMARY KEY REFERENCES products ON DELETE CASCADE,
  available integer NOT NULL DEFAULT 0 CHECK (available >= 0),
  reserved integer NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX stock_low ON stock (available) WHERE available < 10;

GRANT SELECT, INSERT, UPDATE, DELETE ON categories, products, stock TO product_service;
RESET ROLE;
