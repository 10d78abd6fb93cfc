import { makeIdempotent } from "@aws-lambda-powertools/idempotency";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import Stripe from "stripe";
import { tables } from "../shared/dynamo";
import { type Environment, readEnvironment } from "../shared/environment";
import { remembering } from "../shared/idempotency";
import { type LambdaHandler, lambda, observe } from "../shared/observe";
import { changeOrder } from "../shared/orders";
import { Problem } from "../shared/problem";
import { rest } from "../shared/rest";
import { type SecretReader, secretReader } from "../shared/secrets";
import { type StripeEvent, stripeEvent } from "./input";
import { needs } from "./needs";

const observer = observe("payment-webhook");

/** Stripe repeats an event for three days. */
const REMEMBERED_DAYS = 4;
/** Oldest signature that is believed, in seconds: a recorded request cannot be played again later. */
const TOLERANCE_SECONDS = 300;

interface Parts {
  readonly client: DynamoDBDocumentClient;
  readonly orders: string;
  readonly sns: SNSClient;
  readonly topic: string;
}

/** Takes Stripe's events: only signed ones, each once. Events that we do not know are thanked for, so that Stripe stops. */
export function createHandler(environment: Environment): LambdaHandler<APIGatewayProxyEvent, APIGatewayProxyResult> {
  const settings = readEnvironment(needs, environment);
  const secrets = secretReader(observer.traced(new SecretsManagerClient({})));
  const parts: Parts = {
    client: tables(observer),
    orders: settings.ORDERS_TABLE,
    sns: observer.traced(new SNSClient({})),
    topic: settings.OPERATIONS_TOPIC_ARN,
  };
  const memory = remembering(observer, settings.IDEMPOTENCY_TABLE, { key: "id", days: REMEMBERED_DAYS });
  const once = makeIdempotent((event: StripeEvent) => take(parts, event), memory);

  return (event, context) => {
    memory.config.registerLambdaContext(context);
    return rest(observer, {
      "POST /webhooks/stripe": async ({ text, headers }) => {
        const signature = headers["stripe-signature"] ?? "";
        const signed = await verified(secrets, settings.STRIPE_WEBHOOK_SECRET_ARN, text, signature);
        const known = stripeEvent.safeParse(signed);
        if (known.success) {
          await once(known.data);
        }
        return { status: 200, body: { received: true } };
      },
    })(event, context);
  };
}

/** @throws {Problem} 400 unless Stripe signed exactly this text, and lately */
async function verified(secrets: SecretReader, arn: string, text: string, signature: string): Promise<unknown> {
  const secret = await secrets.read(arn);
  try {
    return Stripe.webhooks.constructEvent(text, signature, secret, TOLERANCE_SECONDS);
  } catch {
    // The secret may have been rotated; Stripe sends the event again.
    secrets.forget(arn);
    observer.count("WebhookSignatureFailures");
    throw new Problem("bad-signature", "The signature does not fit", 400);
  }
}

async function take({ client, orders, sns, topic }: Parts, event: StripeEvent): Promise<{ readonly type: string }> {
  switch (event.type) {
    case "payment_intent.succeeded":
      await changeOrder(client, orders, event.data.object.metadata.orderId, {
        from: ["CONFIRMED", "PAID"],
        set: { status: "PAID" },
      });
      break;
    case "charge.refunded":
      await changeOrder(client, orders, event.data.object.metadata.orderId, {
        from: ["PAID", "REFUNDED"],
        set: { status: "REFUNDED" },
      });
      break;
    case "charge.dispute.created":
      await sns.send(
        new PublishCommand({
          TopicArn: topic,
          Subject: "A payment is disputed",
          Message: JSON.stringify({ type: event.type, dispute: event.data.object.id }),
        }),
      );
  }
  observer.count("StripeEvents");
  return { type: event.type };
}

export const handler = lambda(observer, () => createHandler(process.env));
