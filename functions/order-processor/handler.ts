import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import {
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from "@aws-sdk/client-sfn";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { tables } from "../shared/dynamo";
import { type Environment, readEnvironment } from "../shared/environment";
import { type LambdaHandler, lambda, observe } from "../shared/observe";
import { changeOrder } from "../shared/orders";
import { parse, parseJson } from "../shared/parse";
import { describeError } from "../shared/redact";
import type { Order } from "../shared/shop";
import { type Finalised, finalise, type OrderTables } from "./finalise";
import { type OrderMessage, orderMessage } from "./input";
import { needs } from "./needs";

const observer = observe("order-processor");

interface Parts {
  readonly tables: OrderTables;
  readonly topic: string;
  readonly sns: SNSClient;
  readonly sfn: SFNClient;
}

/**
 * Finalises the orders that the checkout puts into the queue, each once, however often it is delivered: the order, the stock
 * and the cart in one transaction, then the customer's message, then the answer to the waiting state machine. A message that
 * fails goes back to the queue alone, and to the dead-letter queue in the end.
 */
export function createHandler(environment: Environment): LambdaHandler<SQSEvent, SQSBatchResponse> {
  const settings = readEnvironment(needs, environment);
  const parts: Parts = {
    tables: {
      client: tables(observer),
      orders: settings.ORDERS_TABLE,
      products: settings.PRODUCTS_TABLE,
      cart: settings.CART_TABLE,
    },
    topic: settings.CUSTOMER_TOPIC_ARN,
    sns: observer.traced(new SNSClient({})),
    sfn: observer.traced(new SFNClient({})),
  };
  const processor = new BatchProcessor(EventType.SQS);
  return (event, context) =>
    processPartialResponse(event, (record: SQSRecord) => processMessage(parts, record), processor, {
      context,
      // All failed is an answer like any other: the messages that failed return, and no error hides which.
      throwOnFullBatchFailure: false,
    });
}

async function processMessage(parts: Parts, record: SQSRecord): Promise<void> {
  try {
    const message = parse(orderMessage, parseJson(record.body));
    const result = await finalise(parts.tables, message.orderId);
    if (result.kind === "confirmed") {
      await notifyOnce(parts, result.order);
    }
    observer.count(result.kind === "confirmed" ? "OrdersConfirmed" : "OrdersRefused");
    await answer(parts.sfn, message, result);
  } catch (error) {
    observer.error("The order could not be finalised", error, { messageId: record.messageId });
    throw error;
  }
}

/** At least once, and as a rule once: the mark is set behind the message. */
async function notifyOnce({ tables: { client, orders }, topic, sns }: Parts, order: Order): Promise<void> {
  if (order.notifiedAt !== undefined) {
    return;
  }
  const { orderId, userId } = order;
  await sns.send(
    new PublishCommand({
      TopicArn: topic,
      Subject: "Your order is confirmed",
      Message: JSON.stringify({ type: "order.confirmed", orderId, userId }),
      MessageAttributes: { type: { DataType: "String", StringValue: "order.confirmed" } },
    }),
  );
  const set = { notifiedAt: new Date().toISOString() };
  await changeOrder(client, orders, orderId, { from: ["CONFIRMED", "PAID"], set });
}

async function answer(sfn: SFNClient, { orderId, taskToken }: OrderMessage, result: Finalised): Promise<void> {
  const told =
    result.kind === "confirmed"
      ? sfn.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ orderId, status: "CONFIRMED" }) }))
      : sfn.send(new SendTaskFailureCommand({ taskToken, error: result.error, cause: `Order ${orderId}` }));
  await told.catch((error: unknown) => {
    if (!stoppedWaiting(error)) {
      throw error;
    }
    // It was told before, or gave up and undoes the order: there is nobody to tell.
    observer.warn("The checkout does not wait any more", { orderId, failure: describeError(error) });
  });
}

function stoppedWaiting(error: unknown): boolean {
  return error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken;
}

export const handler = lambda(observer, () => createHandler(process.env));
