import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { createHandler as createNotice } from "../../functions/customer-notice/handler";
import type { Recording } from "../../planner/recorder";
import { ecom67 } from "../../stacks/ecom67";
import { ecom67Schema } from "../../stacks/ecom67/settings";
import { DECLINED_CARD, GOOD_CARD } from "../../web/demo/emulators/stripe";
import { recordStack } from "../support/stack";
import { items, put, queue } from "./support/aws";
import { CHECKOUT_FUNCTIONS, fillCart, openShop, type Shop, shopProduct } from "./support/checkout";
import { type Customers, type Mail, makeCustomers } from "./support/customers";
import { type EventSource, startEventSource } from "./support/event-source";
import { PERSONAL } from "./support/logs";
import { type Answer, plannedStart } from "./support/planned-api";
import { describeWithEmulators } from "./support/suite";

/** How often each message comes. */
const DELIVERIES = 2;

type Consumer = (event: SQSEvent) => Promise<SQSBatchResponse>;

describeWithEmulators(
  "a checkout as it is planned for production, from the REST request to the customer's mail",
  [...CHECKOUT_FUNCTIONS, "customer-notice"],
  (world) => {
    const sfn = () => new SFNClient({});
    const sources: EventSource[] = [];
    let shop: Shop;
    let customers: Customers;
    let stateMachineArn: string;
    let post: (key: string, sub: string, paymentMethodId: string) => Promise<Answer>;

    before(async function () {
      this.timeout(120_000);
      const { recording } = await recordStack("ecom67-prod", { schema: ecom67Schema, program: ecom67 });
      const orderQueue = await queue(world.unique("orders"));
      shop = await openShop(world, orderQueue);
      customers = await makeCustomers(world);
      for (const name of ["validate", "payment", "compensate"]) {
        world.gateway.functions.set(name, (payload) => shop.invoke(name, payload));
      }
      const emulated = references(recording, shop, orderQueue);
      const definition = emulated(String(recording.get("shop-checkout-machine").inputs["definition"]));
      stateMachineArn = await makeMachine(definition);
      const start = plannedStart(recording, "/checkout", world.gateway.url, (text) =>
        text.replace(outputOf(recording, "shop-checkout-alias", "arn"), stateMachineArn),
      );
      post = (key, sub, paymentMethodId) =>
        start({ body: { paymentMethodId }, headers: { "idempotency-key": key }, claims: { sub } });
      sources.push(
        startEventSource(orderQueue, shop.processor, DELIVERIES),
        startEventSource(shop.heard.customers, makeNotice(recording), DELIVERIES),
      );
    });
    after(async () => {
      await Promise.all(sources.map((source) => source.stop()));
      await shop?.close();
    });

    async function makeMachine(definition: string): Promise<string> {
      const roleArn = "arn:aws:iam::123456789012:role/checkout";
      const made = await sfn().send(
        new CreateStateMachineCommand({ name: world.unique("checkout"), roleArn, definition }),
      );
      return made.stateMachineArn ?? "";
    }

    /** With the planned variables, where they are no references. */
    function makeNotice(recording: Recording): Consumer {
      const { variables } = Object(recording.get("customer-notice-function").inputs["environment"]);
      return world.make("customer-notice", createNotice, {
        ...variables,
        IDEMPOTENCY_TABLE: shop.environment["IDEMPOTENCY_TABLE"],
        USER_POOL_ID: customers.userPoolId,
        SENDER: customers.sender,
      });
    }

    async function ended(executionArn: string): Promise<string | undefined> {
      for (;;) {
        const { status } = await sfn().send(new DescribeExecutionCommand({ executionArn }));
        if (status !== "RUNNING") {
          return status;
        }
        await sleep(100);
      }
    }

    /** What a customer got, once there is something. */
    async function mailsTo(address: string): Promise<readonly Mail[]> {
      const got = async () => (await customers.mails()).filter(({ to }) => to.includes(address));
      while ((await got()).length === 0) {
        await sleep(50);
      }
      // Whatever came twice has been worked on by then.
      await sleep(300);
      return got();
    }

    const one = async (table: string) => (await items(shop.environment[table] ?? ""))[0];
    const executions = async () =>
      (await sfn().send(new ListExecutionsCommand({ stateMachineArn }))).executions?.map(({ name }) => name);

    it("sells once, however often it is asked for: one execution, one capture, the stock moved once, one mail", async () => {
      const ada = await customers.join(PERSONAL.email, { email_verified: "true" });
      await put(shop.environment["PRODUCTS_TABLE"] ?? "", [shopProduct("a", 3)]);
      await fillCart(shop, [ada], { a: 2 });

      const answers = await Promise.all([post("order-0001", ada, GOOD_CARD), post("order-0001", ada, GOOD_CARD)]);
      assert.deepEqual(
        answers.map(({ status }) => status),
        [202, 202],
      );
      const executionArn = String(answers[0]?.body["executionArn"]);
      assert.equal(answers[1]?.body["executionArn"], executionArn);
      assert.equal(await ended(executionArn), "SUCCEEDED");

      const late = await post("order-0001", ada, GOOD_CARD);
      assert.deepEqual([late.status, late.body["title"]], [409, "This key was used before"]);
      assert.deepEqual(
        (await mailsTo(PERSONAL.email)).map(({ subject, text }) => [subject, text.split("\n").at(-1)]),
        [["Your order is confirmed", "Your order: https://ecom67.example/orders/order-0001"]],
      );
      assert.deepEqual(await executions(), ["order-0001"]);
      const { orderId, userId, status } = Object((await one("ORDERS_TABLE")) ?? {});
      assert.deepEqual([orderId, userId, status], ["order-0001", ada, "PAID"]);
      assert.equal((await one("PRODUCTS_TABLE"))?.["stock"], 1);
      const intents = [...shop.stripe.intents.values()];
      assert.deepEqual(
        intents.map(({ captures, holds, status: held }) => [captures, holds, held]),
        [[1, 1, "succeeded"]],
      );
    });

    it("tells a customer whose card is refused, once, and moves nothing", async () => {
      const bob = await customers.join("bob@example.org", { email_verified: "true" });
      await put(shop.environment["PRODUCTS_TABLE"] ?? "", [shopProduct("a", 5)]);
      await fillCart(shop, [bob], { a: 1 });
      const { status, body } = await post("order-0002", bob, DECLINED_CARD);
      assert.deepEqual([status, await ended(String(body["executionArn"]))], [202, "FAILED"]);
      assert.deepEqual(
        (await mailsTo("bob@example.org")).map(({ subject }) => subject),
        ["Your order could not be completed"],
      );
      assert.equal((await one("PRODUCTS_TABLE"))?.["stock"], 5);
    });
  },
).timeout(120_000);

/** Puts what stands in the emulator where the plan names what will stand in the account. */
function references(recording: Recording, shop: Shop, orderQueue: string): (text: string) => string {
  const known = new Map([
    [outputOf(recording, "shop-orders-queue", "url"), orderQueue],
    [outputOf(recording, "shop-notifications-topic-customers", "arn"), shop.environment["CUSTOMER_TOPIC_ARN"] ?? ""],
    [outputOf(recording, "shop-notifications-topic-operations", "arn"), shop.environment["OPERATIONS_TOPIC_ARN"] ?? ""],
    [outputOf(recording, "checkout-validate-alias", "arn"), "validate"],
    [outputOf(recording, "payment-alias", "arn"), "payment"],
    [outputOf(recording, "checkout-compensate-alias", "arn"), "compensate"],
  ]);
  return (text) => {
    let written = text;
    for (const [planned, emulated] of known) {
      assert(written.includes(JSON.stringify(planned)), `the definition names ${planned}`);
      written = written.replaceAll(JSON.stringify(planned), JSON.stringify(emulated));
    }
    return written;
  };
}

function outputOf(recording: Recording, name: string, output: string): string {
  const { outputs } = recording.get(name);
  return String(outputs[output]);
}
