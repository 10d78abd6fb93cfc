-- The order service's tables, partitioned by the month of the order (UTC): old months are detached, not deleted row by row.
\set ON_ERROR_STOP on
\connect orders
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO order_service;
SET ROLE orders_owner;

CREATE TABLE orders (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  ordered_at timestamptz NOT NULL DEFAULT now(),
  user_id text NOT NULL,
  status text NOT NULL DEFAULT 'pending'
    CHECK (status IN ('pending', 'paid', 'shipped', 'delivered', 'cancelled', 'refunded')),
  total numeric(12, 2) NOT NULL CHECK (total >= 0),
  currency text NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$'),
  -- What Stripe calls the payment.
  payment_id text,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, ordered_at)
) PARTITION BY RANGE (ordered_at);
CREATE INDEX orders_by_user ON orders (user_id, ordered_at DESC);
CREATE INDEX orders_open ON orders (status, ordered_at) WHERE status IN ('pending', 'paid', 'shipped');
CREATE INDEX orders_by_payment ON orders (payment_id) WHERE payment_id IS NOT NULL;

CREATE TABLE order_items (
  order_id uuid NOT NULL,
  ordered_at timestamptz NOT NULL,
  -- In another database, so that no key can hold it: the product service answers for it.
  product_id uuid NOT NULL,
  quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 1000),
  unit_price numeric(12, 2) NOT NULL CHECK (unit_price >= 0),
  PRIMARY KEY (order_id, ordered_at, product_id),
  FOREIGN KEY (order_id, ordered_at) REFERENCES orders (id, ordered_at)
) PARTITION BY RANGE (ordered_at);

CREATE TABLE order_status_changes (
  order_id uuid NOT NULL,
  ordered_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  status text NOT NULL,
  PRIMARY KEY (order_id, ordered_at, changed_at),
  FOREIGN KEY (order_id, ordered_at) REFERENCES orders (id, ordered_at)
) PARTITION BY RANGE (ordered_at);

-- Takes what no month's partition takes, so that no order is refused; rows in it mean that nobody made the month in time.
CREATE TABLE orders_default PARTITION OF orders DEFAULT;
CREATE TABLE order_items_default PARTITION OF order_items DEFAULT;
CREATE TABLE order_status_changes_default PARTITION OF order_status_changes DEFAULT;

-- Makes the partitions of so many months; those that exist stay as they are. Returns how many it made. Runs as the owner,
-- because the service that calls it may not make tables.
CREATE FUNCTION ensure_order_partitions(first_month date, months integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  parent text;
  partition_name text;
  month date;
  made integer := 0;
BEGIN
  IF months NOT BETWEEN 1 AND 60 THEN
    RAISE EXCEPTION 'months must be 1 to 60, not %', months;
  END IF;
  FOR position IN 0 .. months - 1 LOOP
    month := (date_trunc('month', first_month::timestamp) + make_interval(months => position))::date;
    FOREACH parent IN ARRAY ARRAY['orders', 'order_items', 'order_status_changes'] LOOP
      partition_name := parent || to_char(month, '_YYYY_MM');
      IF to_regclass('public.' || quote_ident(partition_name)) IS NULL THEN
        EXECUTE format(
          'CREATE TABLE public.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)',
          partition_name, parent, month || ' 00:00:00+00', (month + interval '1 month')::date || ' 00:00:00+00'
        );
        made := made + 1;
      END IF;
    END LOOP;
  END LOOP;
  RETURN made;
END
$$;
REVOKE ALL ON FUNCTION ensure_order_partitions FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_order_partitions TO order_service;

-- An order is never deleted, and what its status was is never rewritten.
GRANT SELECT, INSERT, UPDATE ON orders TO order_service;
GRANT SELECT, INSERT ON order_items, order_status_changes TO order_service;

SELECT ensure_order_partitions((now() AT TIME ZONE 'UTC')::date, 13);
RESET ROLE;
