import assert from "node:assert/strict";
import { DECLINED_CARD, GOOD_CARD } from "../../web/demo/emulators/stripe";
import { bodies, items, put } from "./support/aws";
import { CHECKOUT_FUNCTIONS, fillCart, openShop, record, type Shop, shopProduct } from "./support/checkout";
import { runRush } from "./support/rush";
import { functionSuite } from "./support/suite";

functionSuite(CHECKOUT_FUNCTIONS, (world) => {
  let shop: Shop;
  const one = async (table: string, key: string, value: string) =>
    (await items(shop.environment[table] ?? "")).find((item) => item[key] === value);
  const stock = async (productId: string) => (await one("PRODUCTS_TABLE", "productId", productId))?.["stock"];
  const state = async (orderId: string) => (await one("ORDERS_TABLE", "orderId", orderId))?.["status"];
  const buy = (orderId: string, paymentMethodId = GOOD_CARD) =>
    shop.checkout(orderId, { userId: "ada", paymentMethodId });

  beforeEach(async () => {
    shop = await openShop(world);
    await put(shop.environment["PRODUCTS_TABLE"] ?? "", [
      shopProduct("a", 10),
      shopProduct("b", 3, { priceCents: 500 }),
    ]);
    await fillCart(shop, ["ada"], { a: 2, b: 1 });
  });
  afterEach(() => shop.close());

  it("moves money, stock and cart, and tells the customer", async () => {
    const end = await buy("order-1");
    assert.deepEqual(end.path, ["ValidateCart", "AuthorisePayment", "FinaliseOrder", "CapturePayment", "OrderPlaced"]);
    assert.deepEqual([await stock("a"), await stock("b"), await state("order-1")], [8, 2, "PAID"]);
    assert.deepEqual(await items(shop.environment["CART_TABLE"] ?? ""), []);
    const [intent] = shop.stripe.intents.values();
    assert.deepEqual([intent?.amount, intent?.captures, intent?.status], [4498, 1, "succeeded"]);
    assert.deepEqual(await bodies(shop.heard.customers), [
      { type: "order.confirmed", orderId: "order-1", userId: "ada" },
    ]);
  });

  it("refuses an empty cart before any money is touched", async () => {
    const end = await shop.checkout("order-1", { userId: "nobody", paymentMethodId: GOOD_CARD });
    assert.deepEqual([end.error, end.path.at(-1)], ["CartRejected", "CartRejected"]);
    assert.equal(shop.stripe.intents.size, 0);
  });

  it("rejects a declined card: no stock moves, the customer hears of it, the cart stays", async () => {
    const end = await buy("order-1", DECLINED_CARD);
    assert.deepEqual([end.error, end.path.at(-1)], ["PaymentDeclined", "CheckoutFailed"]);
    assert.deepEqual([await stock("a"), await state("order-1")], [10, "REJECTED"]);
    assert.deepEqual(await bodies(shop.heard.customers), [
      { type: "order.cancelled", orderId: "order-1", userId: "ada" },
    ]);
    assert.equal((await items(shop.environment["CART_TABLE"] ?? "")).length, 2);
  });

  it("releases the money when the stock has gone meanwhile", async () => {
    const validated = await shop.invoke("validate", { orderId: "order-1", userId: "ada" });
    assert.equal(Reflect.get(Object(validated), "totalCents"), 4498);
    await put(shop.environment["PRODUCTS_TABLE"] ?? "", [shopProduct("b", 1)]);
    await fillCart(shop, ["bob"], { b: 1 });
    const ends = await Promise.all([
      buy("order-1"),
      shop.checkout("order-2", { userId: "bob", paymentMethodId: GOOD_CARD }),
    ]);
    assert.deepEqual(ends.map(({ status }) => status).sort(), ["FAILED", "SUCCEEDED"]);
    const held = [...shop.stripe.intents.values()].map(({ status }) => status).sort();
    assert.deepEqual(held.slice(-1), ["succeeded"]);
    assert(!held.includes("requires_capture"));
    assert.equal(await stock("b"), 0);
  });

  it("captures once although Stripe's answers get lost", async () => {
    shop.stripe.server.faults.push(
      { kind: "cut", when: "after" },
      { kind: "half" },
      undefined,
      { kind: "cut", when: "after" },
      undefined,
      { kind: "cut", when: "after" },
    );
    assert.equal((await buy("order-1")).status, "SUCCEEDED");
    const intents = [...shop.stripe.intents.values()];
    assert.deepEqual(
      intents.map(({ captures, holds }) => [captures, holds]),
      [[1, 1]],
    );
  });

  it("undoes everything when the money cannot be taken in the end", async () => {
    shop.stripe.server.chaos = ({ path }) => (path.endsWith("/capture") ? { kind: "status", status: 503 } : undefined);
    const end = await buy("order-1");
    assert.deepEqual([end.status, end.path.includes("Compensate")], ["FAILED", true]);
    assert.deepEqual([await stock("a"), await stock("b"), await state("order-1")], [10, 3, "CANCELLED"]);
    assert.deepEqual(
      [...shop.stripe.intents.values()].map(({ status }) => status),
      ["canceled"],
    );
  }).timeout(120_000);

  it("lets the order stand when the compensation finds the money taken", async () => {
    shop.stripe.server.chaos = ({ path }) => (path.endsWith("/capture") ? { kind: "cut", when: "after" } : undefined);
    const end = await buy("order-1");
    assert.deepEqual(end.path.slice(-2), ["WasItPaid", "OrderPlaced"]);
    assert.deepEqual([await stock("a"), await state("order-1")], [8, "PAID"]);
  }).timeout(120_000);

  it("finalises an order once, however often it is delivered", async () => {
    await buy("order-1");
    const body = JSON.stringify({ orderId: "order-1", taskToken: "an old token" });
    const answer = await shop.processor({ Records: [1, 2, 3].map((n) => record({ id: `m-${n}`, body })) });
    assert.deepEqual(answer, { batchItemFailures: [] });
    assert.equal(await stock("a"), 8);
    assert.equal((await bodies(shop.heard.customers)).length, 1);
  });

  it("hands back only the message that nobody can read", async () => {
    await buy("order-1");
    const good = record({ id: "good", body: JSON.stringify({ orderId: "order-1", taskToken: "t" }) });
    const answer = await shop.processor({ Records: [good, record({ id: "bad", body: "{" })] });
    assert.deepEqual(answer, { batchItemFailures: [{ itemIdentifier: "bad" }] });
  });

  it("never confirms an order that was undone, and never undoes it twice", async () => {
    const cart = await shop.invoke("validate", { orderId: "order-1", userId: "ada" });
    const authorisation = { action: "authorise", orderId: "order-1", userId: "ada", paymentMethodId: GOOD_CARD };
    await shop.invoke("payment", { ...authorisation, ...Object(cart) });
    const undone = { orderId: "order-1", outcome: "CANCELLED" };
    assert.deepEqual(await shop.invoke("compensate", { orderId: "order-1" }), undone);
    assert.deepEqual(await shop.invoke("compensate", { orderId: "order-1" }), undone);
    const late = record({ id: "late", body: JSON.stringify({ orderId: "order-1", taskToken: "t" }) });
    assert.deepEqual(await shop.processor({ Records: [late] }), { batchItemFailures: [] });
    await assert.rejects(() => shop.invoke("payment", { action: "capture", orderId: "order-1" }), {
      name: "OrderClosed",
    });
    assert.deepEqual([await stock("a"), await state("order-1")], [10, "CANCELLED"]);
  });

  it("stays correct when 100 customers want 10 pieces at once: nothing oversold, nobody charged twice", async () => {
    const result = await runRush(world, shop, { checkouts: 100, stock: 10, faults: 0.05, seed: 11 });
    assert.deepEqual([result.chargedTwice, result.heldTwice, result.stillHeld], [0, 0, 0]);
    assert.deepEqual([...result.charged].sort(), [...result.paid].sort());
    assert.equal(result.stockLeft, 10 - result.paid.length);
    assert(result.stockLeft >= 0 && result.paid.length > 0);
    assert.deepEqual(
      Object.keys(result.states).filter((status) => !["PAID", "CANCELLED", "REJECTED"].includes(status)),
      [],
    );
  }).timeout(180_000);
});
