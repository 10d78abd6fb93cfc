import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { type DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { compensate, type Undo } from "../checkout-compensate/compensate";
import { tables } from "../shared/dynamo";
import { type Environment, readEnvironment, wholeNumber } from "../shared/environment";
import { type LambdaHandler, lambda, observe } from "../shared/observe";
import { secretReader } from "../shared/secrets";
import { stripeCaller } from "../shared/stripe";
import { needs } from "./needs";

const observer = observe("order-cleanup");

/** Orders that one run looks at; the next run takes the rest. */
const ORDERS_PER_RUN = 200;

/** States in which no order may stay; the last one first, so that a run takes no order twice. */
const UNFINISHED = ["CANCELLING", "CONFIRMED", "PENDING"] as const;

/** What a run did. */
export interface Cleanup {
  readonly cancelled: number;
  readonly paid: number;
  readonly failed: number;
}

/** An order that nobody finished, and whose it is. */
interface Abandoned {
  readonly orderId: string;
  readonly userId: string;
}

type Tell = (order: Abandoned) => Promise<unknown>;

/**
 * Undoes orders that are unfinished although no checkout runs that long: held money and stock come free, and the customer, who may
 * have heard that the order is confirmed, hears that it is not.
 */
export function createHandler(environment: Environment): LambdaHandler<unknown, Cleanup> {
  const settings = readEnvironment(needs, environment);
  const minutes = wholeNumber("ABANDONED_AFTER_MINUTES", settings.ABANDONED_AFTER_MINUTES, { min: 30, max: 10_080 });
  const secrets = secretReader(observer.traced(new SecretsManagerClient({})));
  const undo: Undo = {
    client: tables(observer),
    orders: settings.ORDERS_TABLE,
    products: settings.PRODUCTS_TABLE,
    stripe: stripeCaller(settings.STRIPE_ENDPOINT, settings.STRIPE_SECRET_ARN, secrets),
  };
  const sns = observer.traced(new SNSClient({}));
  const tell: Tell = ({ orderId, userId }) =>
    sns.send(
      new PublishCommand({
        TopicArn: settings.CUSTOMER_TOPIC_ARN,
        Subject: "Your order could not be completed",
        Message: JSON.stringify({ type: "order.cancelled", orderId, userId }),
      }),
    );
  return async () => {
    const before = new Date(Date.now() - minutes * 60_000).toISOString();
    const outcomes: string[] = [];
    for (const status of UNFINISHED) {
      for (const order of await abandoned(undo.client, undo.orders, status, before)) {
        outcomes.push(await cleaned(undo, order, tell));
      }
    }
    const count = (wanted: string) => outcomes.filter((outcome) => outcome === wanted).length;
    const result = { cancelled: count("CANCELLED"), paid: count("PAID"), failed: count("failed") };
    observer.info("Abandoned orders", { ...result });
    observer.count("AbandonedOrders", outcomes.length);
    return result;
  };
}

async function abandoned(
  client: DynamoDBDocumentClient,
  table: string,
  status: string,
  before: string,
): Promise<readonly Abandoned[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      IndexName: "status-index",
      Limit: ORDERS_PER_RUN,
      KeyConditionExpression: "#status = :status AND createdAt < :before",
      ExpressionAttributeNames: { "#status": "status" },
      ExpressionAttributeValues: { ":status": status, ":before": before },
    }),
  );
  return Items.map((item) => ({ orderId: String(item["orderId"]), userId: String(item["userId"]) }));
}

/** One order that cannot be undone must not keep the others. */
async function cleaned(undo: Undo, order: Abandoned, tell: Tell): Promise<string> {
  const { orderId } = order;
  try {
    const { outcome } = await compensate(undo, orderId);
    if (outcome === "CANCELLED") {
      await tell(order);
    }
    return outcome;
  } catch (error) {
    observer.error("An abandoned order could not be undone, or its customer not be told", error, { orderId });
    return "failed";
  }
}

export const handler = lambda(observer, () => createHandler(process.env));
