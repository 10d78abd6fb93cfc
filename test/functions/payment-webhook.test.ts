import assert from "node:assert/strict";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import Stripe from "stripe";
import { createHandler } from "../../functions/payment-webhook/handler";
import { bodies, items, put, secret, shopTable, topic } from "./support/aws";
import { SECRETS } from "./support/logs";
import { ask } from "./support/rest";
import { functionSuite } from "./support/suite";

functionSuite(["payment-webhook"], (world) => {
  let orders: string;
  let heard: string;
  let handler: (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;
  const event = (id: string, type: string, object: object) =>
    JSON.stringify({ id, object: "event", type, data: { object } });
  const ours = { id: "pi_1", metadata: { orderId: "order-1" } };
  const signature = (payload: string, extra: { secret?: string; timestamp?: number } = {}) =>
    Stripe.webhooks.generateTestHeaderString({ payload, secret: SECRETS.webhookSecret, ...extra });
  const send = (text: string, header = signature(text)) =>
    ask(handler, {
      method: "POST",
      resource: "/webhooks/stripe",
      text,
      headers: { "Stripe-Signature": header },
    });
  const status = async () => (await items(orders))[0]?.["status"];

  beforeEach(async () => {
    orders = await shopTable("orders", world.unique("orders"));
    const operations = await topic(world.unique("operations"));
    heard = operations.heard;
    await put(orders, [{ orderId: "order-1", status: "CONFIRMED" }]);
    handler = world.make("payment-webhook", createHandler, {
      ORDERS_TABLE: orders,
      IDEMPOTENCY_TABLE: await shopTable("done", world.unique("done")),
      STRIPE_WEBHOOK_SECRET_ARN: await secret(world.unique("webhook"), SECRETS.webhookSecret),
      OPERATIONS_TOPIC_ARN: operations.arn,
    });
  });

  it("marks an order as paid, and later as refunded", async () => {
    assert.equal((await send(event("evt_1", "payment_intent.succeeded", ours))).status, 200);
    assert.equal(await status(), "PAID");
    await send(event("evt_2", "charge.refunded", ours));
    assert.equal(await status(), "REFUNDED");
  });

  it("does not let a late event undo a newer state", async () => {
    await put(orders, [{ orderId: "order-1", status: "CANCELLED" }]);
    assert.equal((await send(event("evt_1", "payment_intent.succeeded", ours))).status, 200);
    assert.equal(await status(), "CANCELLED");
  });

  it("tells operations of a dispute once, however often Stripe sends it", async () => {
    const text = event("evt_3", "charge.dispute.created", { id: "dp_1", payment_intent: "pi_1" });
    await send(text);
    await send(text);
    assert.deepEqual(await bodies(heard), [{ type: "charge.dispute.created", dispute: "dp_1" }]);
  });

  it("does a failed event again when Stripe repeats it", async () => {
    const text = event("evt_4", "payment_intent.succeeded", ours);
    world.gateway.chaos = (_, operation) => (operation === "UpdateItem" ? { kind: "status", status: 500 } : undefined);
    assert.equal((await send(text)).status, 503);
    world.gateway.chaos = undefined;
    assert.equal((await send(text)).status, 200);
    assert.equal(await status(), "PAID");
  });

  it("thanks for events that mean nothing to us", async () => {
    assert.equal((await send(event("evt_5", "customer.created", { id: "cus_1" }))).status, 200);
  });

  describe("refuses", () => {
    const text = event("evt_6", "payment_intent.succeeded", ours);
    const refused: readonly [string, () => string][] = [
      ["another secret's signature", () => signature(text, { secret: "whsec_other" })],
      ["a signature of yesterday", () => signature(text, { timestamp: Math.floor(Date.now() / 1000) - 86_400 })],
      ["the signature of another text", () => signature(`${text} `)],
      ["no signature", () => ""],
    ];
    for (const [title, header] of refused) {
      it(title, async () => {
        const answer = await send(text, header());
        assert.deepEqual([answer.status, answer.body["type"]], [400, "/problems/bad-signature"]);
        assert.equal(await status(), "CONFIRMED");
      });
    }
  });
});
