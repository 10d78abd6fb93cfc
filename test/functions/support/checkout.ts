import { setTimeout as sleep } from "node:timers/promises";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { createHandler as createCompensate } from "../../../functions/checkout-compensate/handler";
import { createHandler as createValidate } from "../../../functions/checkout-validate/handler";
import { createHandler as createProcessor } from "../../../functions/order-processor/handler";
import { createHandler as createPayment } from "../../../functions/payment/handler";
import { checkoutDefinition } from "../../../functions/workflows/checkout";
import { type StripeServer, startStripe } from "../../../web/demo/emulators/stripe";
import { startTokens, type TokenServer } from "../../../web/demo/emulators/tokens";
import { type Ended, execute, type Services } from "../../../web/demo/state-machine";
import { put, queue, secret, shopTable, topic, withEnvironment } from "./aws";
import { SECRETS } from "./logs";
import type { World } from "./suite";

/** The functions of the checkout. */
export const CHECKOUT_FUNCTIONS = ["checkout-validate", "payment", "order-processor", "checkout-compensate"] as const;

/** Everything that a checkout needs, on this machine. */
export interface Shop {
  readonly environment: Readonly<Record<string, string>>;
  readonly stripe: StripeServer;
  readonly tokens: TokenServer;
  readonly invoke: Services["invoke"];
  readonly processor: (event: SQSEvent) => Promise<SQSBatchResponse>;
  readonly heard: { readonly customers: string; readonly operations: string };
  /** Runs one checkout to its end. */
  checkout(orderId: string, input: { userId: string; paymentMethodId: string }): Promise<Ended>;
  close(): Promise<void>;
}

/** Seconds of the definition per real second, so that waits between attempts stay short. */
const PACE = 50;

/**
 * Opens a shop: tables, topics, Stripe, and the state machine's world.
 *
 * @param orderQueue where a full interpreter puts orders; without one, they go to the processor within this process
 * @param pace seconds of the definition per real second; lower where so much happens at once that timeouts would strike
 */
export async function openShop(world: World, orderQueue?: string, pace = PACE): Promise<Shop> {
  const stripe = await startStripe(SECRETS.stripeKey);
  const tokens = await startTokens();
  const customers = await topic(world.unique("customers"));
  const operations = await topic(world.unique("operations"));
  const restore = withEnvironment({
    AWS_ENDPOINT_URL_SFN: orderQueue === undefined ? tokens.server.url : world.gateway.url,
  });
  const environment = {
    ...(await makeTables(world)),
    CUSTOMER_TOPIC_ARN: customers.arn,
    OPERATIONS_TOPIC_ARN: operations.arn,
    CHECKOUT_ARN: "arn:aws:states:us-east-1:123456789012:stateMachine:checkout",
    STRIPE_SECRET_ARN: await secret(world.unique("stripe"), SECRETS.stripeKey),
    STRIPE_WEBHOOK_SECRET_ARN: await secret(world.unique("webhook"), SECRETS.webhookSecret),
    STRIPE_ENDPOINT: stripe.server.url,
    ORDER_QUEUE_URL: orderQueue ?? (await queue(world.unique("order-queue"))),
  };
  const functions = new Map<string, (payload: unknown) => Promise<unknown>>([
    ["validate", world.make("checkout-validate", createValidate, environment)],
    ["payment", world.make("payment", createPayment, environment)],
    ["compensate", world.make("checkout-compensate", createCompensate, environment)],
  ]);
  const invoke: Services["invoke"] = (name, payload) =>
    functions.get(name)?.(payload) ?? Promise.reject(new Error(`no function ${name}`));
  const processor = world.make("order-processor", createProcessor, environment);
  const consumer = consume(processor);
  const services: Services = {
    invoke,
    publish: async (TopicArn, message) => {
      await new SNSClient({}).send(new PublishCommand({ TopicArn, Message: JSON.stringify(message) }));
    },
    sendAndWait: async (_url, body, token, timeoutMs) => {
      const answered = tokens.wait(token, timeoutMs);
      consumer.deliver(JSON.stringify(body));
      const result = await answered;
      if (result.kind === "success") {
        return result.output;
      }
      throw Object.assign(new Error(result.cause), { name: result.error });
    },
  };
  return {
    environment,
    stripe,
    tokens,
    invoke,
    processor,
    heard: { customers: customers.heard, operations: operations.heard },
    checkout: (orderId, input) => execute(definition(environment), orderId, input, services, pace),
    close: async () => {
      restore();
      await consumer.stop();
      await Promise.all([stripe.server.close(), tokens.server.close()]);
    },
  };
}

/** The checkout's definition with this world's references. */
export function definition(environment: Readonly<Record<string, string>>, prefix = "") {
  return checkoutDefinition({
    validateFunction: `${prefix}validate`,
    paymentFunction: `${prefix}payment`,
    compensateFunction: `${prefix}compensate`,
    orderQueueUrl: environment["ORDER_QUEUE_URL"] ?? "",
    customerTopic: environment["CUSTOMER_TOPIC_ARN"] ?? "",
    operationsTopic: environment["OPERATIONS_TOPIC_ARN"] ?? "",
  });
}

async function makeTables(world: World) {
  return {
    PRODUCTS_TABLE: await shopTable("products", world.unique("products")),
    CART_TABLE: await shopTable("cart", world.unique("cart")),
    ORDERS_TABLE: await shopTable("orders", world.unique("orders")),
    IDEMPOTENCY_TABLE: await shopTable("done", world.unique("done")),
  };
}

/** Delivers messages as SQS does: in batches, some of them twice, and again what failed. */
function consume(processor: Shop["processor"]) {
  const waiting: { readonly id: string; readonly body: string }[] = [];
  let sent = 0;
  let stopped = false;
  const workers = Array.from({ length: 4 }, async () => {
    while (!stopped) {
      const batch = waiting.splice(0, 10);
      if (batch.length === 0) {
        await sleep(5);
        continue;
      }
      const answer = await processor({ Records: batch.map(record) }).catch(() => undefined);
      const failed = new Set(answer?.batchItemFailures.map((failure) => failure.itemIdentifier));
      waiting.push(...batch.filter(({ id }) => answer === undefined || failed.has(id)));
    }
  });
  return {
    deliver: (body: string) => {
      sent += 1;
      waiting.push({ id: `m-${sent}`, body });
      if (sent % 5 === 0) {
        waiting.push({ id: `m-${sent}-again`, body });
      }
    },
    stop: async () => {
      stopped = true;
      await Promise.all(workers);
    },
  };
}

/** A message as Lambda passes it. */
export function record({ id, body }: { readonly id: string; readonly body: string }) {
  return {
    messageId: id,
    receiptHandle: id,
    body,
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: "0",
      SenderId: "test",
      ApproximateFirstReceiveTimestamp: "0",
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:us-east-1:123456789012:orders",
    awsRegion: "us-east-1",
  };
}

/** A product of E-Com67. */
export function shopProduct(productId: string, stock: number, extra: object = {}): Record<string, unknown> {
  return {
    productId,
    name: `Product ${productId}`,
    description: "",
    category: "toys",
    priceCents: 1999,
    currency: "usd",
    stock,
    version: 1,
    ...extra,
  };
}

/** Puts pieces into a customer's cart. */
export async function fillCart(
  shop: Shop,
  userIds: readonly string[],
  lines: Readonly<Record<string, number>>,
): Promise<void> {
  const expiresAt = Math.floor(Date.now() / 1000) + 86_400;
  await put(
    shop.environment["CART_TABLE"] ?? "",
    userIds.flatMap((userId) =>
      Object.entries(lines).map(([productId, quantity]) => ({ userId, productId, quantity, expiresAt })),
    ),
  );
}
