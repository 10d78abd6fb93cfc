import { makeIdempotent } from "@aws-lambda-powertools/idempotency";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { type DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import Stripe from "stripe";
import { refusedByCondition, tables } from "../shared/dynamo";
import { type Environment, readEnvironment } from "../shared/environment";
import { remembering } from "../shared/idempotency";
import { type LambdaHandler, lambda, observe } from "../shared/observe";
import { changeOrder, readOrder } from "../shared/orders";
import { parse } from "../shared/parse";
import { secretReader } from "../shared/secrets";
import type { Order } from "../shared/shop";
import { expectStatus, PaymentDeclined, type StripeCall, stripeCaller } from "../shared/stripe";
import { type Authorisation, type PaymentInput, type PaymentResult, paymentInput } from "./input";
import { needs } from "./needs";

const observer = observe("payment");

/** Days for which a repeated step gets the first one's answer; the state machine lives far shorter. */
const REMEMBERED_DAYS = 7;

/** The order is in a state that this step does not fit; the state machine turns to compensation. */
export class OrderClosed extends Error {
  public override readonly name = "OrderClosed";
}

interface Parts {
  readonly client: DynamoDBDocumentClient;
  readonly orders: string;
  readonly stripe: StripeCall;
}

/**
 * The payment steps of the checkout. `authorise` holds the money and writes the pending order, `capture` takes it once the
 * stock has moved. Every request to Stripe carries a key made from the order's id, so no repetition charges twice.
 */
export function createHandler(environment: Environment): LambdaHandler<unknown, PaymentResult> {
  const settings = readEnvironment(needs, environment);
  const secrets = secretReader(observer.traced(new SecretsManagerClient({})));
  const parts: Parts = {
    client: tables(observer),
    orders: settings.ORDERS_TABLE,
    stripe: stripeCaller(settings.STRIPE_ENDPOINT, settings.STRIPE_SECRET_ARN, secrets),
  };
  const memory = remembering(observer, settings.IDEMPOTENCY_TABLE, {
    key: "[action, orderId]",
    days: REMEMBERED_DAYS,
  });
  const run = makeIdempotent(
    (input: PaymentInput) => (input.action === "authorise" ? authorise(parts, input) : capture(parts, input.orderId)),
    memory,
  );
  return async (event, context) => {
    memory.config.registerLambdaContext(context);
    return run(parse(paymentInput, event));
  };
}

async function authorise(parts: Parts, input: Authorisation): Promise<PaymentResult> {
  const { orderId } = input;
  const order = await pendingOrder(parts, input);
  // The intent is written down before the card is touched: whoever finds the order can always release it.
  const intentId = order.paymentIntentId ?? (await openIntent(parts, input));
  try {
    await parts.stripe(async (stripe) => {
      const confirmed = await stripe.paymentIntents.confirm(
        intentId,
        { payment_method: input.paymentMethodId, error_on_requires_action: true },
        { idempotencyKey: `confirm-${orderId}` },
      );
      expectStatus(confirmed, "requires_capture");
    });
  } catch (error) {
    if (error instanceof PaymentDeclined) {
      await changeOrder(parts.client, parts.orders, orderId, { from: ["PENDING"], set: { status: "REJECTED" } });
      observer.count("PaymentsDeclined");
    }
    throw error;
  }
  observer.count("PaymentsAuthorised");
  return { orderId, status: "AUTHORISED" };
}

/** Writes the pending order; a repeated step finds its own. */
async function pendingOrder({ client, orders }: Parts, input: Authorisation): Promise<Order> {
  const { action: _, paymentMethodId: __, ...facts } = input;
  const now = new Date().toISOString();
  const fresh: Order = { ...facts, status: "PENDING", createdAt: now };
  try {
    await client.send(
      new PutCommand({
        TableName: orders,
        Item: { ...fresh, updatedAt: now },
        ConditionExpression: "attribute_not_exists(orderId)",
      }),
    );
    return fresh;
  } catch (error) {
    if (!refusedByCondition(error)) {
      throw error;
    }
  }
  const present = await readOrder(client, orders, input.orderId);
  if (present?.status !== "PENDING" || present.userId !== input.userId) {
    throw new OrderClosed(`The order is ${present?.status ?? "gone"}.`);
  }
  return present;
}

async function openIntent({ client, orders, stripe }: Parts, input: Authorisation): Promise<string> {
  const { orderId, totalCents, currency } = input;
  const intent = await stripe(async (api) => {
    const created = await api.paymentIntents.create(
      {
        amount: totalCents,
        currency,
        capture_method: "manual",
        automatic_payment_methods: { enabled: true, allow_redirects: "never" },
        metadata: { orderId },
      },
      { idempotencyKey: `create-${orderId}` },
    );
    expectStatus(created, "requires_payment_method", "requires_confirmation", "requires_capture");
    return created;
  });
  const written = await changeOrder(client, orders, orderId, {
    from: ["PENDING"],
    set: { paymentIntentId: intent.id },
  });
  if (!written) {
    throw new OrderClosed("The order was closed before its payment began.");
  }
  return intent.id;
}

async function capture({ client, orders, stripe }: Parts, orderId: string): Promise<PaymentResult> {
  const order = await readOrder(client, orders, orderId);
  const intentId = order?.paymentIntentId;
  if (order?.status === "PAID") {
    return { orderId, status: "PAID" };
  }
  if (order?.status !== "CONFIRMED" || intentId === undefined) {
    throw new OrderClosed(`The order is ${order?.status ?? "gone"}.`);
  }
  await stripe(async (api) => {
    try {
      expectStatus(
        await api.paymentIntents.capture(intentId, {}, { idempotencyKey: `capture-${orderId}` }),
        "succeeded",
      );
    } catch (error) {
      if (!(await captured(api, intentId, error))) {
        throw error;
      }
    }
  });
  await changeOrder(client, orders, orderId, { from: ["CONFIRMED", "PAID"], set: { status: "PAID" } });
  observer.count("PaymentsCaptured");
  return { orderId, status: "PAID" };
}

/** Whether the refusal only says that the money was taken before. */
async function captured(api: Stripe, intentId: string, error: unknown): Promise<boolean> {
  const refused = error instanceof Stripe.errors.StripeInvalidRequestError;
  return refused && (await api.paymentIntents.retrieve(intentId)).status === "succeeded";
}

export const handler = lambda(observer, () => createHandler(process.env));
