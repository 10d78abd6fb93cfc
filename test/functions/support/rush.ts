import { setTimeout as sleep } from "node:timers/promises";
import { GOOD_CARD } from "../../../web/demo/emulators/stripe";
import { items, put } from "./aws";
import { fillCart, type Shop, shopProduct } from "./checkout";
import { random } from "./orders";
import type { World } from "./suite";

/** Many customers want the same few pieces at once. */
export interface Rush {
  readonly checkouts: number;
  readonly stock: number;
  /** Share of requests to Stripe that fail, are cut off or answered by halves. */
  readonly faults: number;
  readonly seed: number;
}

/** What the rush left behind. */
export interface RushResult {
  readonly stockLeft: number;
  /** Checkouts that the clean-up had to finish. */
  readonly cleanedUp: number;
  readonly paid: readonly string[];
  readonly succeeded: readonly string[];
  /** Orders by state, as the table has them. */
  readonly states: Readonly<Record<string, number>>;
  /** Orders whose money was taken. */
  readonly charged: readonly string[];
  readonly chargedTwice: number;
  readonly heldTwice: number;
  /** Payments that still hold somebody's money. */
  readonly stillHeld: number;
}

/** Runs all checkouts at once, with faults at Stripe, throttled tables and messages that come twice. */
export async function runRush(world: World, shop: Shop, rush: Rush): Promise<RushResult> {
  const chance = random(rush.seed);
  const products = shop.environment["PRODUCTS_TABLE"] ?? "";
  await put(products, [shopProduct("wanted", rush.stock)]);
  const users = Array.from({ length: rush.checkouts }, (_, index) => `user-${index}`);
  await fillCart(shop, users, { wanted: 1 });
  shop.stripe.server.chaos = () => {
    const kinds = [
      { kind: "status", status: 503 },
      { kind: "status", status: 429 },
      { kind: "cut", when: "after" },
      { kind: "half" },
    ] as const;
    return chance() < rush.faults ? kinds[Math.floor(chance() * kinds.length)] : undefined;
  };
  world.gateway.chaos = (service) =>
    service === "dynamodb" && chance() < rush.faults / 5 ? { kind: "status", status: 500 } : undefined;

  const ended = await Promise.all(
    users.map(async (userId, index) => {
      const orderId = `order-${index}`;
      return { orderId, end: await shop.checkout(orderId, { userId, paymentMethodId: GOOD_CARD }) };
    }),
  );
  shop.stripe.server.chaos = undefined;
  world.gateway.chaos = undefined;
  return summary(
    shop,
    products,
    await cleanUp(shop),
    ended.filter(({ end }) => end.status === "SUCCEEDED").map(({ orderId }) => orderId),
  );
}

/** What the scheduled clean-up does later with checkouts whose compensation gave up. */
async function cleanUp(shop: Shop): Promise<number> {
  const orders = await items(shop.environment["ORDERS_TABLE"] ?? "");
  const unfinished = orders.filter(({ status }) => ["PENDING", "CONFIRMED", "CANCELLING"].includes(String(status)));
  for (const { orderId } of unfinished) {
    await sleep(20);
    await retried(() => shop.invoke("compensate", { orderId }));
  }
  return unfinished.length;
}

/** The circuit of the rush may still be open. */
async function retried(call: () => Promise<unknown>): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    try {
      await call();
      return;
    } catch {
      await sleep(500);
    }
  }
  throw new Error("The clean-up does not get through");
}

async function summary(
  shop: Shop,
  products: string,
  cleanedUp: number,
  succeeded: readonly string[],
): Promise<RushResult> {
  const orders = await items(shop.environment["ORDERS_TABLE"] ?? "");
  const states: Record<string, number> = {};
  for (const { status } of orders) {
    states[String(status)] = (states[String(status)] ?? 0) + 1;
  }
  const product = (await items(products)).find(({ productId }) => productId === "wanted");
  const intents = [...shop.stripe.intents.values()];
  const stockLeft = Number(product?.["stock"]);
  return {
    stockLeft,
    cleanedUp,
    paid: orders.filter(({ status }) => status === "PAID").map(({ orderId }) => String(orderId)),
    succeeded,
    states,
    charged: intents.filter(({ captures }) => captures > 0).map(({ orderId }) => orderId),
    chargedTwice: intents.filter(({ captures }) => captures > 1).length,
    heldTwice: intents.filter(({ holds }) => holds > 1).length,
    stillHeld: intents.filter(({ status }) => status === "requires_capture").length,
  };
}
