import assert from "node:assert/strict";
import { join } from "node:path";
import { type Postgres, postgresPrograms, startPostgres } from "../../support/postgres";

const SETUP = join(__dirname, "../../../stacks/cloudcommerce/setup/postgres");
// With what would break out of a literal, were it not quoted.
const SECRETS = { "postgresql-admin": "a-1", "postgresql-product": "p'2; --", "postgresql-order": 'o"3\\' };
const ORDER_ID = "00000000-0000-4000-8000-000000000001";

describe("CloudCommerce's PostgreSQL", () => {
  const programs = postgresPrograms();
  let server: Postgres;

  const asProduct = (sql: string, database = "products") =>
    server.query("product_service", SECRETS["postgresql-product"], database, sql);
  const asOrder = (sql: string, database = "orders") =>
    server.query("order_service", SECRETS["postgresql-order"], database, sql);
  const order = (at: string) =>
    asOrder(`INSERT INTO orders (ordered_at, user_id, total) VALUES (${at}, 'u1', 10) RETURNING tableoid::regclass`);

  before("with PostgreSQL on this machine", function () {
    if (programs === undefined) {
      return this.skip();
    }
    server = startPostgres(programs, SECRETS);
    for (const file of ["10-roles.sql", "20-products.sql", "30-orders.sql"]) {
      server.runFile(join(SETUP, file));
    }
  });
  after(() => server?.stop());

  it("lets a service sign in to its own database alone, with its own password", () => {
    assert.deepEqual(asProduct("SELECT current_user"), ["product_service"]);
    assert.deepEqual(asOrder("SELECT current_user"), ["order_service"]);
    assert.throws(() => asProduct("SELECT 1", "orders"), /permission denied for database "orders"/);
    assert.throws(() => asOrder("SELECT 1", "products"), /permission denied for database "products"/);
    assert.throws(() => asOrder("SELECT 1", "postgres"), /permission denied for database "postgres"/);
    assert.throws(
      () => server.query("order_service", SECRETS["postgresql-product"], "orders", "SELECT 1"),
      /password authentication failed/,
    );
  });

  it("puts an order into the partition of its month, by UTC", () => {
    const [partition] = order("now()");
    assert.deepEqual(asOrder("SELECT 'orders_' || to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM')"), [partition]);
    asOrder("SELECT ensure_order_partitions('2026-11-15', 2)");
    assert.deepEqual(
      ["2026-11-01 00:00+00", "2026-11-30 23:59:59.999+00", "2026-12-01 00:00+00", "2026-12-01 00:30+01"].flatMap(
        (at) => order(`'${at}'`),
      ),
      ["orders_2026_11", "orders_2026_11", "orders_2026_12", "orders_2026_11"],
    );
  });

  it("refuses no order for want of a month, and shows where one is missing", () => {
    assert.deepEqual(order("'1999-05-05'"), ["orders_default"]);
  });

  it("has this month and the next twelve, and makes more when asked, each once", () => {
    const months = "SELECT count(*) FROM pg_inherits WHERE inhparent = 'orders'::regclass";
    const [before = ""] = asOrder(months);
    assert.ok(Number(before) >= 14, "thirteen months and the default");
    assert.deepEqual(asOrder("SELECT ensure_order_partitions('2040-12-31', 2)"), ["6"]);
    assert.deepEqual(asOrder("SELECT ensure_order_partitions('2040-12-01', 2)"), ["0"]);
    assert.deepEqual(asOrder(months), [String(Number(before) + 2)]);
    assert.deepEqual(order("'2041-01-31 23:00+00'"), ["orders_2041_01"]);
    assert.throws(() => asOrder("SELECT ensure_order_partitions('2040-01-01', 600)"), /months must be 1 to 60/);
  });

  it("reads one month's partition for one month's orders, and an index for one user's", () => {
    const plan = (condition: string) => asOrder(`EXPLAIN SELECT * FROM orders WHERE ${condition}`).join("\n");
    const month = plan("ordered_at >= '2040-12-05 00:00+00' AND ordered_at < '2040-12-06 00:00+00'");
    assert.match(month, /orders_2040_12/);
    assert.doesNotMatch(month, /orders_2041_01|orders_default/);
    const [index] = asOrder(
      "SELECT indexdef FROM pg_indexes WHERE tablename = 'orders_2040_12' AND indexdef ~ 'user_id'",
    );
    assert.match(String(index), /\(user_id, ordered_at DESC\)/);
  });

  it("keeps items and changes of status with their order", () => {
    asOrder(`INSERT INTO orders (id, ordered_at, user_id, total) VALUES ('${ORDER_ID}', '2040-12-05Z', 'u1', 10)`);
    assert.deepEqual(
      asOrder(`INSERT INTO order_items VALUES ('${ORDER_ID}', '2040-12-05Z', gen_random_uuid(), 1, 10)
        RETURNING tableoid::regclass`),
      ["order_items_2040_12"],
    );
    asOrder(`INSERT INTO order_status_changes VALUES ('${ORDER_ID}', '2040-12-05Z', DEFAULT, 'pending')`);
    assert.throws(
      () => asOrder("INSERT INTO order_items VALUES (gen_random_uuid(), '2040-12-05Z', gen_random_uuid(), 1, 10)"),
      /violates foreign key constraint/,
    );
  });

  it("finds products by words, and lets stock fall no lower than nothing", () => {
    asProduct("INSERT INTO categories (slug, name) VALUES ('tea', 'Tea')");
    asProduct(`INSERT INTO products (sku, category_id, name, description, price)
      VALUES ('T-1', 1, 'Green tea', 'Leaves from Uji', 9.5), ('C-1', 1, 'Mug', 'For tea', 12)`);
    const found = (words: string) =>
      asProduct(`SELECT sku FROM products, websearch_to_tsquery('english', '${words}') query
        WHERE search @@ query ORDER BY ts_rank(search, query) DESC`);
    assert.deepEqual([found("teas"), found("uji"), found("coffee")], [["T-1", "C-1"], ["T-1"], []]);
    asProduct("INSERT INTO stock (product_id, available) SELECT id, 1 FROM products WHERE sku = 'T-1'");
    asProduct("UPDATE stock SET available = available - 1, reserved = reserved + 1");
    assert.throws(() => asProduct("UPDATE stock SET available = available - 1"), /stock_available_check/);
  });

  describe("fails when", () => {
    it("a service changes tables, rewrites what happened, or reads passwords", () => {
      for (const sql of [
        "DROP TABLE orders",
        "ALTER TABLE orders ADD COLUMN x text",
        "CREATE TABLE mine (x text)",
        "DELETE FROM orders",
        "TRUNCATE orders",
        "UPDATE order_status_changes SET status = 'paid'",
        "SELECT * FROM orders_default",
        "SELECT rolpassword FROM pg_authid",
        "SET ROLE orders_owner",
        "CREATE ROLE mine",
      ]) {
        assert.throws(() => asOrder(sql), /permission denied|must be owner/, sql);
      }
      assert.throws(() => asProduct("DROP TABLE products"), /must be owner/);
    });
  });
});
