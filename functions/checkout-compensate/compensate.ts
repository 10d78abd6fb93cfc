import { setTimeout as sleep } from "node:timers/promises";
import { type DynamoDBDocumentClient, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import Stripe from "stripe";
import { cancellationReasons, conflicted } from "../shared/dynamo";
import { changeOrder, orderUpdate, readOrder } from "../shared/orders";
import type { Order, OrderLine } from "../shared/shop";
import { expectStatus, type StripeCall } from "../shared/stripe";
import type { Compensation } from "./input";

/** What an undoing works with. */
export interface Undo {
  readonly client: DynamoDBDocumentClient;
  readonly orders: string;
  readonly products: string;
  readonly stripe: StripeCall;
}

/** Rounds when others change the same order or product meanwhile. */
const ROUNDS = 8;
/** Wait before the second round, in milliseconds; it doubles. */
const ROUND_DELAY_MS = 25;

/**
 * Undoes an order, whatever became of it so far. May be repeated at any point: the order's state is changed first, so that
 * no other step can go on with it, then the money is released, and stock only comes back with the state that says so.
 */
export async function compensate(undo: Undo, orderId: string): Promise<Compensation> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const order = await readOrder(undo.client, undo.orders, orderId);
    const outcome = order === undefined ? "CANCELLED" : await step(undo, order);
    if (outcome !== undefined) {
      return { orderId, outcome };
    }
    await sleep(ROUND_DELAY_MS * 2 ** round);
  }
  throw new Error("The order keeps changing.");
}

/** One step towards the end; `undefined` when the order has to be looked at again. */
async function step(undo: Undo, order: Order): Promise<Compensation["outcome"] | undefined> {
  switch (order.status) {
    case "PAID":
    case "REFUNDED":
      return "PAID";
    case "PENDING":
      // Closed first: from here on the processor cannot confirm it, and the payment cannot go on.
      await changeOrder(undo.client, undo.orders, order.orderId, { from: ["PENDING"], set: { status: "CANCELLING" } });
      return undefined;
    case "CANCELLING":
      if (!(await release(undo.stripe, order))) {
        return "PAID";
      }
      await changeOrder(undo.client, undo.orders, order.orderId, {
        from: ["CANCELLING"],
        set: { status: "CANCELLED" },
      });
      return "CANCELLED";
    case "REJECTED":
      return (await release(undo.stripe, order)) ? "CANCELLED" : "PAID";
    case "CANCELLED":
      return "CANCELLED";
    case "CONFIRMED":
      return undoConfirmed(undo, order);
  }
}

async function undoConfirmed(undo: Undo, order: Order): Promise<Compensation["outcome"] | undefined> {
  if (!(await release(undo.stripe, order))) {
    const change = { from: ["CONFIRMED", "PAID"], set: { status: "PAID" } } as const;
    await changeOrder(undo.client, undo.orders, order.orderId, change);
    return "PAID";
  }
  return (await giveBack(undo, order)) ? "CANCELLED" : undefined;
}

/** Releases the money; false when it was taken before. */
async function release(call: StripeCall, { orderId, paymentIntentId }: Order): Promise<boolean> {
  if (paymentIntentId === undefined) {
    return true;
  }
  const status = await call(async (stripe) => {
    const intent = await cancelOrLook(stripe, orderId, paymentIntentId);
    expectStatus(intent, "canceled", "succeeded");
    return intent.status;
  });
  return status === "canceled";
}

/** The payment as cancelled; where it cannot be, as it stands. */
async function cancelOrLook(stripe: Stripe, orderId: string, intentId: string): Promise<Stripe.PaymentIntent> {
  try {
    return await stripe.paymentIntents.cancel(intentId, {}, { idempotencyKey: `cancel-${orderId}` });
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError) {
      return stripe.paymentIntents.retrieve(intentId);
    }
    throw error;
  }
}

/** Closes the order and gives its stock back, both or neither; false when the order has moved on. */
async function giveBack({ client, orders, products }: Undo, { orderId, items }: Order): Promise<boolean> {
  try {
    await client.send(
      new TransactWriteCommand({
        TransactItems: [
          { Update: orderUpdate(orders, orderId, { from: ["CONFIRMED"], set: { status: "CANCELLED" } }) },
          ...items.map((line) => ({ Update: stockBack(products, line) })),
        ],
      }),
    );
    return true;
  } catch (error) {
    if (conflicted(error) || cancellationReasons(error)?.[0] === "ConditionalCheckFailed") {
      return false;
    }
    throw error;
  }
}

function stockBack(products: string, { productId, quantity }: OrderLine) {
  return {
    TableName: products,
    Key: { productId },
    UpdateExpression:
      "SET stock = if_not_exists(stock, :none) + :quantity, version = if_not_exists(version, :none) + :one",
    ExpressionAttributeValues: { ":quantity": quantity, ":one": 1, ":none": 0 },
  };
}
