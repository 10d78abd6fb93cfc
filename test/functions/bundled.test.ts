import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "../../functions/build";
import { CATALOG, type FunctionName } from "../../functions/catalog";
import { GOOD_CARD, startStripe } from "../../web/demo/emulators/stripe";
import { startGoogle } from "./emulators/google";
import { bucket, put, queue, secret, shopTable, table } from "./support/aws";
import { leaks, PERSONAL, SECRETS } from "./support/logs";
import { change, order } from "./support/orders";
import { describeWithEmulators } from "./support/suite";

/** Runs a bundle as Lambda does: its own process, an event, an answer; what it logs comes along. */
const RUNTIME = `
const { handler } = await import(process.argv[1]);
const event = JSON.parse(process.argv[2]);
const context = { awsRequestId: "r", functionName: "f", functionVersion: "1", memoryLimitInMB: "256",
  invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:f", getRemainingTimeInMillis: () => 30000 };
const answer = await handler(event, context);
process.stdout.write("\\nANSWER " + JSON.stringify(answer ?? null), () => process.exit(0));
`;

describeWithEmulators("the bundles, run as Lambda runs them", [], (world) => {
  const directory = mkdtempSync(join(tmpdir(), "bundled-"));
  after(() => rmSync(directory, { recursive: true, force: true }));

  async function run(name: FunctionName, environment: Readonly<Record<string, string>>, event: unknown) {
    await bundle({ [name]: CATALOG[name] }, directory);
    const script = ["--input-type=module", "-e", RUNTIME, join(directory, name, "index.mjs"), JSON.stringify(event)];
    const env = {
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "example",
      AWS_ENDPOINT_URL: world.gateway.url,
      ...environment,
    };
    const child = spawn(process.execPath, script, { env });
    const output: string[] = [];
    child.stdout.on("data", (text) => output.push(String(text)));
    child.stderr.on("data", (text) => output.push(String(text)));
    await new Promise((resolve) => child.once("close", resolve));
    const text = output.join("");
    assert.deepEqual(leaks([text]), []);
    assert(text.includes("\nANSWER "), text);
    return JSON.parse(text.split("\nANSWER ")[1] ?? "null");
  }

  it("list-products reads its table", async () => {
    const PRODUCTS_TABLE = await table(world.unique("products"), { hash: "productId" });
    await put(PRODUCTS_TABLE, [{ productId: "p", name: "Kite", price: 3 }]);
    const { products } = await run("list-products", { PRODUCTS_TABLE }, {});
    assert.deepEqual(products, [{ productId: "p", name: "Kite", price: 3, currency: "USD", stock: 0 }]);
  });

  it("data-pipeline signs in to Google and delivers", async () => {
    const google = await startGoogle();
    const environment = {
      LAKE_BUCKET: await bucket(world.unique("lake")),
      EVENT_QUEUE_URL: await queue(world.unique("events")),
      FAILURE_QUEUE_URL: await queue(world.unique("failures")),
      BIGQUERY_PROJECT: "demo",
      BIGQUERY_DATASET: "shop",
      GCS_LAKE_BUCKET: "gcs-lake",
      BIGQUERY_ENDPOINT: google.server.url,
      GCS_ENDPOINT: google.server.url,
      GCP_IDENTITY: google.identity(),
    };
    const records = [change(1, "INSERT", order("o-1")), change(2, "INSERT", order("o-2", { status: null }))];
    assert.deepEqual(await run("data-pipeline", environment, { Records: records }), { batchItemFailures: [] });
    assert.deepEqual(
      google.rows.map((row) => row["order_id"]),
      ["o-1"],
    );
    assert.equal(google.objects.size, 1);
    await google.server.close();
  });

  it("payment holds the money, remembers it, and logs neither key nor person", async () => {
    const stripe = await startStripe(SECRETS.stripeKey);
    const environment = {
      ORDERS_TABLE: await shopTable("orders", world.unique("orders")),
      IDEMPOTENCY_TABLE: await shopTable("done", world.unique("done")),
      STRIPE_SECRET_ARN: await secret(world.unique("stripe"), SECRETS.stripeKey),
      STRIPE_ENDPOINT: stripe.server.url,
    };
    const event = {
      action: "authorise",
      orderId: "order-1",
      userId: PERSONAL.email,
      items: [{ productId: "p", quantity: 1, name: "Kite", priceCents: 300 }],
      totalCents: 300,
      currency: "usd",
      paymentMethodId: GOOD_CARD,
    };
    const held = { orderId: "order-1", status: "AUTHORISED" };
    assert.deepEqual(await run("payment", environment, event), held);
    assert.deepEqual(await run("payment", environment, event), held);
    assert.deepEqual(
      [...stripe.intents.values()].map(({ holds }) => holds),
      [1],
    );
    await stripe.server.close();
  });
}).timeout(120_000);
