import assert from "node:assert/strict";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { createHandler } from "../../functions/orders/handler";
import { put, shopTable } from "./support/aws";
import { type Asked, ask } from "./support/rest";
import { functionSuite } from "./support/suite";

functionSuite(["orders"], (world) => {
  let name: string;
  let handler: (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;
  const list = (asked: Partial<Asked> = {}) =>
    ask(handler, { method: "GET", resource: "/orders", user: "ada", ...asked });
  const show = (orderId: string, asked: Partial<Asked> = {}) =>
    ask(handler, { method: "GET", resource: "/orders/{orderId}", path: { orderId }, user: "ada", ...asked });
  const placed = (orderId: string, day: number, extra: object = {}) => ({
    orderId,
    userId: "ada",
    status: "PAID",
    items: [{ productId: "kite", quantity: 2, name: "Kite", priceCents: 1500 }],
    totalCents: 3000,
    currency: "usd",
    paymentIntentId: "pi_1",
    createdAt: `2026-11-0${day}T12:00:00.000Z`,
    ...extra,
  });
  const ids = (body: Readonly<Record<string, unknown>>) =>
    (Array.isArray(body["orders"]) ? body["orders"] : []).map((order: object) => Reflect.get(order, "orderId"));

  beforeEach(async () => {
    name = await shopTable("orders", world.unique("orders"));
    handler = world.make("orders", createHandler, { ORDERS_TABLE: name });
    await put(name, [
      ...[1, 2, 3].map((day) => placed(`order-${day}`, day)),
      placed("order-of-bob", 4, { userId: "bob", status: "PENDING" }),
    ]);
  });

  it("lists the caller's own orders page by page, the newest first", async () => {
    const first = await list({ query: { limit: "2" } });
    const second = await list({ query: { limit: "2", cursor: String(first.body["next"]) } });
    assert.deepEqual([ids(first.body), ids(second.body)], [["order-3", "order-2"], ["order-1"]]);
    assert.equal(second.body["next"], undefined);
    assert.equal(first.headers["cache-control"], "private, no-store");
  });

  it("shows an order's state and lines, without the payment's reference", async () => {
    const { userId: _, paymentIntentId: __, ...shown } = placed("order-1", 1);
    assert.deepEqual((await show("order-1")).body, shown);
  });

  it("continues nobody else's list by their cursor", async () => {
    const { body } = await list({ query: { limit: "1" } });
    assert.deepEqual(ids((await list({ user: "bob", query: { cursor: String(body["next"]) } })).body), []);
  });

  describe("answers with a problem when", () => {
    it("the order is somebody else's: as if there were none", async () => {
      const [other, none] = [await show("order-of-bob"), await show("order-9")];
      assert.deepEqual([other.status, other.body["title"]], [404, "There is no such order"]);
      assert.deepEqual([none.status, none.body["title"]], [other.status, other.body["title"]]);
    });

    it("nobody is signed in, the cursor is not ours, or the table is out", async () => {
      const stranger = { method: "GET", resource: "/orders" };
      assert.equal((await ask(handler, stranger)).status, 401);
      assert.equal((await list({ query: { cursor: "bm9uc2Vuc2U" } })).status, 400);
      world.gateway.chaos = () => ({ kind: "status", status: 503 });
      assert.equal((await list()).status, 503);
    });
  });
});
