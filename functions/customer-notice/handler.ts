import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import { makeIdempotent } from "@aws-lambda-powertools/idempotency";
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { type Environment, readEnvironment, type Settings } from "../shared/environment";
import { remembering } from "../shared/idempotency";
import { type LambdaHandler, lambda, observe } from "../shared/observe";
import { parse, parseJson } from "../shared/parse";
import { type Customer, readCustomer } from "./customer";
import { type Notice, notice } from "./input";
import { needs } from "./needs";
import { noticeText } from "./texts";

const observer = observe("customer-notice");

/** Days for which a repeated message is known: longer than queue and dead letters keep one. */
const REMEMBERED_DAYS = 30;

/** One message, on one of the ways to the customer; each way is gone once, whatever becomes of the other. */
interface Sending extends Pick<Notice, "type" | "orderId"> {
  readonly channel: "mail" | "text";
}

type Send = (sending: Sending, to: string) => Promise<{ readonly sent: true }>;

/**
 * Tells customers what became of their orders: an e-mail, and where the estate sends any a text message. The messages hold ids
 * alone; who the customer is stands in the user pool, and only addresses that were verified are written to. A message that is
 * delivered again sends nothing again; one that fails goes back to the queue alone, and to the dead letters in the end.
 */
export function createHandler(environment: Environment): LambdaHandler<SQSEvent, SQSBatchResponse> {
  const settings = readEnvironment(needs, environment);
  const users = observer.traced(new CognitoIdentityProviderClient({}));
  const memory = remembering(observer, settings.IDEMPOTENCY_TABLE, {
    key: "[type, orderId, channel]",
    days: REMEMBERED_DAYS,
  });
  const once = makeIdempotent(sender(settings), memory);
  const tell = async (record: SQSRecord) => {
    try {
      const message = parse(notice, parseJson(record.body));
      await reach(message, await readCustomer(users, settings.USER_POOL_ID, message.userId), once, settings);
    } catch (error) {
      observer.error("The customer could not be told", error, { messageId: record.messageId });
      throw error;
    }
  };
  const processor = new BatchProcessor(EventType.SQS);
  return (event, context) => {
    memory.config.registerLambdaContext(context);
    return processPartialResponse(event, tell, processor, { context, throwOnFullBatchFailure: false });
  };
}

async function reach(
  { type, orderId }: Notice,
  customer: Customer | undefined,
  send: Send,
  settings: Settings<typeof needs>,
): Promise<void> {
  const { email, phone } = customer ?? {};
  if (email !== undefined) {
    await send({ type, orderId, channel: "mail" }, email);
  }
  if (phone !== undefined && settings.TEXT_MESSAGES !== "") {
    await send({ type, orderId, channel: "text" }, phone);
  }
  if (email === undefined) {
    // No repetition finds an address: the order's page in the shop says the same.
    observer.warn("The customer has no verified address", { orderId, left: customer === undefined });
    observer.count("CustomersUnreachable");
  }
}

function sender(settings: Settings<typeof needs>): Send {
  const ses = observer.traced(new SESv2Client({}));
  const sns = observer.traced(new SNSClient({}));
  return async ({ channel, ...sending }, to) => {
    const said = noticeText(sending, settings.SHOP_URL);
    if (channel === "mail") {
      await ses.send(
        new SendEmailCommand({
          FromEmailAddress: settings.SENDER,
          Destination: { ToAddresses: [to] },
          Content: { Simple: { Subject: { Data: said.subject }, Body: { Text: { Data: said.mail } } } },
        }),
      );
    } else {
      await sns.send(new PublishCommand({ PhoneNumber: to, Message: said.text }));
    }
    observer.count(channel === "mail" ? "MailsSent" : "TextMessagesSent");
    return { sent: true };
  };
}

export const handler = lambda(observer, () => createHandler(process.env));
