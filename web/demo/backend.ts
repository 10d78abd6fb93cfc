import { setTimeout as sleep } from "node:timers/promises";
import { marshall } from "@aws-sdk/util-dynamodb";
import { createHandler as createCart } from "../../functions/cart/handler";
import { createHandler as createAuthorizer } from "../../functions/chat-authorizer/handler";
import { createHandler as createConnect } from "../../functions/chat-connect/handler";
import { createHandler as createDisconnect } from "../../functions/chat-disconnect/handler";
import { createHandler as createMessage } from "../../functions/chat-message/handler";
import { createHandler as createCompensate } from "../../functions/checkout-compensate/handler";
import { createHandler as createValidate } from "../../functions/checkout-validate/handler";
import { createHandler as createNotice } from "../../functions/customer-notice/handler";
import { createHandler as createProcessor } from "../../functions/order-processor/handler";
import { createHandler as createOrders } from "../../functions/orders/handler";
import { createHandler as createPayment } from "../../functions/payment/handler";
import { createHandler as createWebhook } from "../../functions/payment-webhook/handler";
import { createHandler as createProducts } from "../../functions/products/handler";
import { createHandler as createSearchSync } from "../../functions/search-sync/handler";
import type { Environment } from "../../functions/shared/environment";
import type { LambdaHandler } from "../../functions/shared/observe";
import { ECOM67_TABLES } from "../../functions/tables";
import { checkoutDefinition } from "../../functions/workflows/checkout";
import type { ChatBackend } from "./chat-gateway";
import { type CloudParts, type Mailed, type Published, startCloud } from "./cloud";
import { MemoryTables } from "./dynamodb";
import { startOpenSearch } from "./emulators/opensearch";
import { startStripe } from "./emulators/stripe";
import { startTokens } from "./emulators/tokens";
import { ARN, contextOf, queueRecord, streamRecord } from "./events";
import { Executions } from "./executions";
import type { Backend } from "./rest-gateway";
import { PRODUCTS, passagesFor } from "./seed";
import { execute, type Services } from "./state-machine";
import type { LocalUserPool } from "./user-pool";

/** Attempts at a message or a record, before the demo gives it up. */
const ATTEMPTS = 5;
/** Wait before another attempt, in milliseconds. */
const RETRY_MS = 200;

const STRIPE_KEY = "sk_test_demo";

/** The shop's functions, running on this machine, and what they stand on. */
export interface DemoBackend {
  readonly rest: Omit<Backend, "verify">;
  readonly chat: ChatBackend;
  close(): Promise<void>;
}

/** What the demo tells its user, and what it asks of its chat. */
export interface DemoEvents {
  published(message: Published): void;
  mailed(mail: Mailed): void;
  post: CloudParts["post"];
  /** A checkout has ended. */
  ended(orderId: string, path: readonly string[]): void;
}

const CUSTOMERS = `${ARN}:customers`;

/**
 * Runs the handlers that are deployed, over an AWS in memory: tables, topics and secrets, Stripe and the search as the tests
 * have them, and the checkout by the definition that is deployed. Sets the environment that Lambda would set.
 */
export async function startBackend(
  pool: LocalUserPool,
  webClientId: string,
  shopUrl: string,
  events: DemoEvents,
): Promise<DemoBackend> {
  const tables = new MemoryTables(ECOM67_TABLES);
  const [stripe, search, tokens] = await Promise.all([startStripe(STRIPE_KEY), startOpenSearch(), startTokens()]);
  // Who hears the topics is made last: it calls the cloud, which tells it.
  const hears: { published: DemoEvents["published"] } = { published: events.published };
  const cloud = await startCloud({
    tables,
    secrets: new Map([
      [`${ARN}:secret:stripe`, STRIPE_KEY],
      [`${ARN}:secret:stripe-webhook`, "whsec_demo"],
    ]),
    published: (message) => hears.published(message),
    mailed: events.mailed,
    addressOf: (userId) => pool.addressOf(userId),
    post: events.post,
    passages: passagesFor,
  });
  const servers = [cloud, stripe.server, search.server, tokens.server];
  for (const server of servers) {
    // They note what they were asked, for tests; nobody reads it here.
    server.chaos = () => {
      server.requests.length = 0;
      return undefined;
    };
  }
  Object.assign(process.env, { AWS_ENDPOINT_URL: cloud.url, AWS_ENDPOINT_URL_SFN: tokens.server.url });
  const environment: Environment = {
    AWS_REGION: "us-east-1",
    PRODUCTS_TABLE: "products",
    CART_TABLE: "cart",
    ORDERS_TABLE: "orders",
    CHAT_TABLE: "chat",
    IDEMPOTENCY_TABLE: "done",
    CUSTOMER_TOPIC_ARN: CUSTOMERS,
    OPERATIONS_TOPIC_ARN: `${ARN}:operations`,
    CHECKOUT_ARN: `${ARN}:stateMachine:checkout`,
    STRIPE_SECRET_ARN: `${ARN}:secret:stripe`,
    STRIPE_WEBHOOK_SECRET_ARN: `${ARN}:secret:stripe-webhook`,
    STRIPE_ENDPOINT: stripe.server.url,
    SEARCH_ENDPOINT: search.server.url,
    FAILURE_QUEUE_URL: `${cloud.url}/unsearchable`,
    KNOWLEDGE_BASE_ID: "DEMO000000",
    BEDROCK_MODEL_ID: "demo",
    WEBSOCKET_ENDPOINT: cloud.url,
    USER_POOL_ID: pool.id,
    USER_POOL_CLIENT_ID: webClientId,
    SENDER: "no-reply@ecom67.example",
    SHOP_URL: shopUrl,
  };
  const made = makeFunctions(environment, pool);
  hears.published = listener(made, events);
  await followProducts(tables, made.searchSync);
  const services = servicesOf(made, tokens.wait, hears.published);
  return {
    rest: restOf(made, (name, input) => execute(definitionOf(environment), name, input, services, 1), events),
    chat: made.chat,
    close: async () => void (await Promise.all(servers.map((server) => server.close()))),
  };
}

type Functions = ReturnType<typeof makeFunctions>;

function makeFunctions(environment: Environment, pool: LocalUserPool) {
  const run = <Event, Answer>(name: string, handler: LambdaHandler<Event, Answer>) => {
    return (event: Event) => handler(event, contextOf(name));
  };
  const keys = { fetch: async () => new TextEncoder().encode(JSON.stringify(pool.jwks())).buffer };
  return {
    api: new Map([
      ["products", run("products", createProducts(environment))],
      ["cart", run("cart", createCart(environment))],
      ["orders", run("orders", createOrders(environment))],
      ["payment-webhook", run("payment-webhook", createWebhook(environment))],
    ]),
    steps: new Map<string, (payload: unknown) => Promise<unknown>>([
      ["checkout-validate", run("checkout-validate", createValidate(environment))],
      ["payment", run("payment", createPayment(environment))],
      ["checkout-compensate", run("checkout-compensate", createCompensate(environment))],
    ]),
    processor: run("order-processor", createProcessor(environment)),
    notice: run("customer-notice", createNotice(environment)),
    searchSync: run("search-sync", createSearchSync(environment)),
    chat: {
      authorize: run("chat-authorizer", createAuthorizer(environment, keys)),
      connect: run("chat-connect", createConnect(environment)),
      message: run("chat-message", createMessage(environment)),
      disconnect: run("chat-disconnect", createDisconnect(environment)),
    },
  };
}

function restOf(
  { api }: Functions,
  begin: (name: string, input: Readonly<Record<string, unknown>>) => ReturnType<typeof execute>,
  { ended }: DemoEvents,
): DemoBackend["rest"] {
  const executions = new Executions();
  return {
    invoke: (name, event) => {
      const run = api.get(name);
      return run === undefined ? Promise.reject(new Error(`The demo has no function ${name}.`)) : run(event);
    },
    start: (name, input) =>
      executions.start(name, JSON.stringify(input), async () => {
        const { path } = await begin(name, input);
        ended(name, path);
      }),
  };
}

function definitionOf(environment: Environment) {
  return checkoutDefinition({
    validateFunction: "checkout-validate",
    paymentFunction: "payment",
    compensateFunction: "checkout-compensate",
    orderQueueUrl: "orders",
    customerTopic: environment["CUSTOMER_TOPIC_ARN"] ?? "",
    operationsTopic: environment["OPERATIONS_TOPIC_ARN"] ?? "",
  });
}

/** Whoever hears the topics: the queue behind the customers' one, with the function that writes to them; people for the other. */
function listener({ notice }: Functions, { published }: DemoEvents): DemoEvents["published"] {
  return (told) => {
    if (told.topic !== CUSTOMERS) {
      published(told);
      return;
    }
    const Records = [queueRecord(told.message)];
    void untilDone(async () => (await notice({ Records })).batchItemFailures.length === 0);
  };
}

/** What the checkout's states reach: functions, the order queue with its processor, topics. */
function servicesOf(
  { steps, processor }: Functions,
  wait: Awaited<ReturnType<typeof startTokens>>["wait"],
  published: DemoEvents["published"],
): Services {
  return {
    invoke: (name, payload) => steps.get(name)?.(payload) ?? Promise.reject(new Error(`no function ${name}`)),
    sendAndWait: async (_, body, token, timeoutMs) => {
      const answered = wait(token, timeoutMs);
      const records = [queueRecord(JSON.stringify(body))];
      void untilDone(async () => (await processor({ Records: records })).batchItemFailures.length === 0);
      const result = await answered;
      if (result.kind === "success") {
        return result.output;
      }
      throw Object.assign(new Error(result.cause), { name: result.error });
    },
    publish: async (topic, message) =>
      published({ topic, subject: "Your order could not be completed", message: JSON.stringify(message) }),
  };
}

/** Lets the index follow the product table by its stream, and fills the table. */
async function followProducts(tables: MemoryTables, sync: Functions["searchSync"]): Promise<void> {
  let tail: Promise<unknown> = Promise.resolve();
  let count = 0;
  tables.onChange((change) => {
    if (change.table === "products") {
      count += 1;
      const record = streamRecord(change, count);
      tail = tail.then(() => untilDone(async () => (await sync({ Records: [record] })).batchItemFailures.length === 0));
    }
  });
  for (const product of PRODUCTS) {
    tables.answer("PutItem", JSON.stringify({ TableName: "products", Item: marshall(product) }));
  }
  await tail;
}

/** Tries until it works, as event sources do; what does not work in the end is told. */
async function untilDone(attempt: () => Promise<boolean>): Promise<void> {
  for (let made = 0; made < ATTEMPTS; made += 1) {
    const done = await attempt().catch((error: unknown) => {
      console.error(error);
      return false;
    });
    if (done) {
      return;
    }
    await sleep(RETRY_MS);
  }
  console.error("An event was given up; on AWS it would stand in a dead-letter queue now.");
}
