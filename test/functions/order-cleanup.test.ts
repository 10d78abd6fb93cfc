import assert from "node:assert/strict";
import { type Cleanup, createHandler } from "../../functions/order-cleanup/handler";
import { type Intent, type StripeServer, startStripe } from "../../web/demo/emulators/stripe";
import { bodies, items, put, secret, shopTable, topic } from "./support/aws";
import { shopProduct } from "./support/checkout";
import { SECRETS } from "./support/logs";
import { functionSuite } from "./support/suite";

const LONG_AGO = "2026-01-01T00:00:00.000Z";

functionSuite(["order-cleanup"], (world) => {
  let orders: string;
  let products: string;
  let heard: string;
  let stripe: StripeServer;
  let clean: (event: unknown) => Promise<Cleanup>;

  beforeEach(async () => {
    stripe = await startStripe(SECRETS.stripeKey);
    orders = await shopTable("orders", world.unique("orders"));
    products = await shopTable("products", world.unique("products"));
    await put(products, [shopProduct("a", 5)]);
    const customers = await topic(world.unique("customers"));
    heard = customers.heard;
    clean = world.make("order-cleanup", createHandler, {
      CUSTOMER_TOPIC_ARN: customers.arn,
      ORDERS_TABLE: orders,
      PRODUCTS_TABLE: products,
      STRIPE_SECRET_ARN: await secret(world.unique("stripe"), SECRETS.stripeKey),
      STRIPE_ENDPOINT: stripe.server.url,
    });
  });
  afterEach(() => stripe.server.close());

  async function abandon(
    orderId: string,
    status: string,
    payment: Intent["status"],
    createdAt = LONG_AGO,
  ): Promise<void> {
    const intent = { id: `pi_${orderId}`, amount: 100, orderId, status: payment, captures: 0, holds: 1 };
    stripe.intents.set(intent.id, intent);
    const lines = [{ productId: "a", quantity: 2, name: "A", priceCents: 50 }];
    const facts = { userId: "ada", items: lines, totalCents: 100, currency: "usd", paymentIntentId: intent.id };
    await put(orders, [{ orderId, status, createdAt, ...facts }]);
  }

  it("releases money and stock of what nobody finished, and nothing else", async () => {
    await abandon("pending", "PENDING", "requires_capture");
    await abandon("confirmed", "CONFIRMED", "requires_capture");
    await abandon("cancelling", "CANCELLING", "requires_capture");
    await abandon("taken", "CONFIRMED", "succeeded");
    await abandon("fresh", "PENDING", "requires_capture", new Date().toISOString());
    assert.deepEqual(await clean({}), { cancelled: 3, paid: 1, failed: 0 });
    const states = Object.fromEntries((await items(orders)).map(({ orderId, status }) => [orderId, status]));
    assert.deepEqual(states, {
      pending: "CANCELLED",
      confirmed: "CANCELLED",
      cancelling: "CANCELLED",
      taken: "PAID",
      fresh: "PENDING",
    });
    assert.equal((await items(products))[0]?.["stock"], 7);
    const held = [...stripe.intents.values()].filter(({ status }) => status === "requires_capture");
    assert.deepEqual(
      held.map(({ orderId }) => orderId),
      ["fresh"],
    );
  });

  it("tells the customers whose orders it undid, and nobody else", async () => {
    await abandon("confirmed", "CONFIRMED", "requires_capture");
    await abandon("taken", "CONFIRMED", "succeeded");
    await clean({});
    await clean({});
    assert.deepEqual(await bodies(heard), [{ type: "order.cancelled", orderId: "confirmed", userId: "ada" }]);
  });

  it("goes on with the others when one cannot be undone, and finishes it the next time", async () => {
    await abandon("a-bad", "PENDING", "requires_capture");
    await abandon("b-good", "PENDING", "requires_capture");
    stripe.server.chaos = ({ path }) => (path.includes("a-bad") ? { kind: "status", status: 500 } : undefined);
    const first = await clean({});
    assert.deepEqual([first.cancelled, first.failed], [1, 1]);
    stripe.server.chaos = undefined;
    assert.deepEqual(await clean({}), { cancelled: 1, paid: 0, failed: 0 });
  });

  describe("fails when", () => {
    it("the age would hit checkouts that still run", () => {
      const environment = {
        ORDERS_TABLE: orders,
        PRODUCTS_TABLE: products,
        STRIPE_SECRET_ARN: "arn:aws:x",
        CUSTOMER_TOPIC_ARN: "arn:aws:y",
      };
      const create = () => createHandler({ ...environment, ABANDONED_AFTER_MINUTES: "5" });
      assert.throws(create, /ABANDONED_AFTER_MINUTES must be a whole number from 30/);
    });
  });
});
