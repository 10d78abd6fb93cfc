import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import validate from "asl-validator";
import { checkoutDefinition } from "../../functions/workflows/checkout";
import { DECLINED_CARD, GOOD_CARD } from "../../web/demo/emulators/stripe";
import { items, put, queue } from "./support/aws";
import { CHECKOUT_FUNCTIONS, definition, fillCart, openShop, type Shop, shopProduct } from "./support/checkout";
import { type EventSource, startEventSource } from "./support/event-source";
import { describeWithEmulators } from "./support/suite";

const REFERENCES = { ORDER_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/123456789012/orders" };

describe("the checkout's definition", () => {
  const machine = definition(REFERENCES, "arn:aws:lambda:us-east-1:123456789012:function:");
  const states = Object.entries(machine.States);
  const tasks = states.filter(([, state]) => state.Type === "Task");

  it("is valid States Language", () => {
    const { isValid, errorsText } = validate({ ...machine }, { checkArn: false });
    assert.equal(isValid, true, errorsText("\n"));
  });

  it("gives every task a timeout, repetitions and a way out", () => {
    for (const [name, state] of tasks) {
      for (const field of ["TimeoutSeconds", "Retry", "Catch"]) {
        assert(field in state, `${name} has ${field}`);
      }
    }
    assert.equal(tasks.length, 7);
  });

  it("leads every failure behind the payment to the compensation", () => {
    const waysOut = Object.fromEntries(
      tasks.map(([name, state]) => [name, "Catch" in state ? state.Catch.map(({ Next }) => Next) : []]),
    );
    assert.deepEqual(waysOut, {
      ValidateCart: ["CartRejected"],
      AuthorisePayment: ["Compensate"],
      FinaliseOrder: ["Compensate"],
      CapturePayment: ["Compensate"],
      Compensate: ["AlertOperations"],
      NotifyCustomer: ["CheckoutFailed"],
      AlertOperations: ["CheckoutFailed"],
    });
  });

  it("carries values that only become known while deploying", () => {
    const later = { later: true };
    const references = { validateFunction: later, paymentFunction: later, compensateFunction: later };
    const made = checkoutDefinition({
      ...references,
      orderQueueUrl: later,
      customerTopic: later,
      operationsTopic: later,
    });
    assert.equal(made.States.ValidateCart.Parameters.FunctionName, later);
  });
});

describeWithEmulators("the checkout in a full States Language interpreter", CHECKOUT_FUNCTIONS, (world) => {
  let shop: Shop;
  let source: EventSource | undefined;

  before(async () => {
    const orderQueue = await queue(world.unique("orders"));
    shop = await openShop(world, orderQueue);
    for (const name of ["validate", "payment", "compensate"]) {
      world.gateway.functions.set(name, (payload) => shop.invoke(name, payload));
    }
    await put(shop.environment["PRODUCTS_TABLE"] ?? "", [shopProduct("a", 3)]);
    source = startEventSource(orderQueue, shop.processor);
  });
  after(async () => {
    await source?.stop();
    await shop?.close();
  });

  async function run(orderId: string, userId: string, paymentMethodId: string) {
    const client = new SFNClient({});
    const { stateMachineArn } = await client.send(
      new CreateStateMachineCommand({
        name: world.unique("checkout"),
        roleArn: "arn:aws:iam::123456789012:role/checkout",
        definition: JSON.stringify(definition(shop.environment)),
      }),
    );
    const input = JSON.stringify({ userId, paymentMethodId });
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, name: orderId, input }));
    for (;;) {
      const { status, error } = await client.send(new DescribeExecutionCommand({ executionArn }));
      if (status !== "RUNNING") {
        return { status, error };
      }
      await sleep(100);
    }
  }

  const order = async (orderId: string) =>
    (await items(shop.environment["ORDERS_TABLE"] ?? "")).find((item) => item["orderId"] === orderId)?.["status"];
  const stock = async () => (await items(shop.environment["PRODUCTS_TABLE"] ?? ""))[0]?.["stock"];

  it("pays an order", async () => {
    await fillCart(shop, ["ada"], { a: 2 });
    assert.equal((await run("order-1", "ada", GOOD_CARD)).status, "SUCCEEDED");
    assert.deepEqual([await order("order-1"), await stock()], ["PAID", 1]);
  });

  it("undoes an order whose card is declined", async () => {
    await fillCart(shop, ["bob"], { a: 1 });
    const ended = await run("order-2", "bob", DECLINED_CARD);
    assert.deepEqual([ended.status, ended.error], ["FAILED", "PaymentDeclined"]);
    assert.deepEqual([await order("order-2"), await stock()], ["REJECTED", 1]);
  });

  it("refuses a cart that wants more than there is", async () => {
    await fillCart(shop, ["eve"], { a: 2 });
    const ended = await run("order-3", "eve", GOOD_CARD);
    assert.deepEqual([ended.status, ended.error, await stock()], ["FAILED", "CartRejected", 1]);
  });
}).timeout(60_000);
