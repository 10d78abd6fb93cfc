import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { type Environment, readEnvironment, wholeNumber } from "../shared/environment";
import { type LambdaHandler, lambda, observe } from "../shared/observe";
import { needs } from "./needs";

const observer = observe("queue-redrive");

/** Attribute that counts a message's chances. */
export const REDRIVES_ATTRIBUTE = "redrives";
/** How long a message that is looked at stays hidden, in seconds: longer than a run. */
const HIDDEN_SECONDS = 600;
/** First delay of a message that is sent again, in seconds; it doubles with every chance. */
const FIRST_DELAY_SECONDS = 30;
/** Longest delay that SQS takes, in seconds ("Message timers", SQS developer guide, read 2026-11). */
const LONGEST_DELAY_SECONDS = 900;
/** Time that a run leaves for its end, in milliseconds. */
const RESERVE_MS = 5_000;

/** What a run did. */
export interface Redrive {
  readonly sent: number;
  /** Messages that had all their chances; they stay where they are. */
  readonly exhausted: number;
}

interface Queues {
  readonly client: SQSClient;
  readonly dead: string;
  readonly source: string;
  readonly chances: number;
}

/**
 * Sends dead letters to their queue again, each a limited number of times and later each time, so that a message nobody can
 * digest does not circle for ever. It is sent before it is deleted: a crash between repeats it and loses nothing.
 */
export function createHandler(environment: Environment): LambdaHandler<unknown, Redrive> {
  const settings = readEnvironment(needs, environment);
  const queues: Queues = {
    client: observer.traced(new SQSClient({})),
    dead: settings.DEAD_LETTER_QUEUE_URL,
    source: settings.SOURCE_QUEUE_URL,
    chances: wholeNumber("MAX_REDRIVES", settings.MAX_REDRIVES, { min: 1, max: 10 }),
  };
  const limit = wholeNumber("MESSAGES_PER_RUN", settings.MESSAGES_PER_RUN, { min: 1, max: 10_000 });

  return async (_event, context) => {
    const counts = { sent: 0, exhausted: 0 };
    const exhausted: Message[] = [];
    while (counts.sent + counts.exhausted < limit && context.getRemainingTimeInMillis() > RESERVE_MS) {
      const messages = await receive(queues);
      if (messages.length === 0) {
        break;
      }
      for (const message of messages) {
        if (await redrive(queues, message)) {
          counts.sent += 1;
        } else {
          counts.exhausted += 1;
          exhausted.push(message);
        }
      }
    }
    await Promise.all(exhausted.map((message) => show(queues, message)));
    observer.info("Redrive", { ...counts });
    observer.count("MessagesRedriven", counts.sent);
    observer.count("MessagesExhausted", counts.exhausted);
    return counts;
  };
}

async function receive({ client, dead }: Queues): Promise<readonly Message[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: dead,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: HIDDEN_SECONDS,
      MessageAttributeNames: ["All"],
      MessageSystemAttributeNames: ["MessageGroupId", "MessageDeduplicationId"],
    }),
  );
  return Messages;
}

async function redrive({ client, dead, source, chances }: Queues, message: Message): Promise<boolean> {
  const had = Number(message.MessageAttributes?.[REDRIVES_ATTRIBUTE]?.StringValue ?? "0");
  if (had >= chances) {
    return false;
  }
  const ordered = source.endsWith(".fifo");
  await client.send(
    new SendMessageCommand({
      QueueUrl: source,
      MessageBody: message.Body,
      MessageAttributes: {
        ...message.MessageAttributes,
        [REDRIVES_ATTRIBUTE]: { DataType: "Number", StringValue: String(had + 1) },
      },
      ...(ordered
        ? {
            MessageGroupId: message.Attributes?.MessageGroupId,
            // Another id, or the queue takes the second chance for a repetition.
            MessageDeduplicationId: `${message.MessageId}-${had + 1}`,
          }
        : { DelaySeconds: delaySeconds(had) }),
    }),
  );
  await client.send(new DeleteMessageCommand({ QueueUrl: dead, ReceiptHandle: message.ReceiptHandle }));
  return true;
}

/** How long a message waits before its next chance. @param had chances that it had */
export function delaySeconds(had: number): number {
  return Math.min(FIRST_DELAY_SECONDS * 2 ** had, LONGEST_DELAY_SECONDS);
}

/** An exhausted message is to be seen again at once, by alarms and by people. */
async function show({ client, dead }: Queues, { ReceiptHandle }: Message): Promise<void> {
  await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: dead, ReceiptHandle, VisibilityTimeout: 0 }));
}

export const handler = lambda(observer, () => createHandler(process.env));
