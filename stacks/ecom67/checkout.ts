import { Workflow } from "../../components/serverless";
import { checkoutDefinition } from "../../functions/workflows/checkout";
import { type FunctionParts, makeFunction } from "./functions";

/** How often unfinished checkouts are looked for. */
const CLEANUP_RATE = "rate(15 minutes)";
/**
 * How often dead orders get another chance. A message that nobody can digest takes half an hour to die again, so that its
 * chances reach over some hours of an outage; after the last one it stays, for a person.
 */
const REDRIVE_RATE = "rate(1 hour)";

/** The way from a cart to an order, and back where a step fails. */
export function makeCheckout(parts: FunctionParts) {
  const { base, settings, stores, opts } = parts;
  const { tables, orders, notifications } = stores;
  const [orderTable, products, cart] = [tables.table("orders"), tables.table("products"), tables.table("cart")];
  const done = tables.table("done");
  const stripe = base.secrets.secret("stripe");
  const validate = makeFunction(parts, "checkout-validate", { cart, products });
  const payment = makeFunction(parts, "payment", { orders: orderTable, done, stripe });
  const compensate = makeFunction(parts, "checkout-compensate", { orders: orderTable, products, stripe });
  const workflow = new Workflow(
    "shop-checkout",
    {
      key: base.key,
      targets: {
        validateFunction: validate,
        paymentFunction: payment,
        compensateFunction: compensate,
        orderQueueUrl: orders,
        customerTopic: notifications.topic("customers"),
        operationsTopic: notifications.topic("operations"),
      },
      definition: checkoutDefinition,
      logRetentionDays: settings.logs.retentionDays,
    },
    opts,
  );
  const processor = makeFunction(parts, "order-processor", {
    orders: orderTable,
    products,
    cart,
    customers: notifications.topic("customers"),
    checkout: workflow,
  });
  processor.onQueue(orders);
  const redrive = makeFunction(
    parts,
    "queue-redrive",
    { dead: orders.deadLetterBinding, source: orders },
    { as: "order-redrive" },
  );
  redrive.onSchedule("dead-orders", { expression: REDRIVE_RATE });
  const webhook = makeFunction(parts, "payment-webhook", {
    orders: orderTable,
    done,
    signing: base.secrets.secret("stripe-webhook"),
    operations: notifications.topic("operations"),
  });
  const cleanup = makeFunction(parts, "order-cleanup", {
    orders: orderTable,
    products,
    customers: notifications.topic("customers"),
    stripe,
  });
  cleanup.onSchedule("unfinished", { expression: CLEANUP_RATE });
  return { workflow, functions: { validate, payment, compensate, processor, redrive, webhook, cleanup } };
}

export type Checkout = ReturnType<typeof makeCheckout>;
