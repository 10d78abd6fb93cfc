import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, type SQSClient } from "@aws-sdk/client-sqs";

/** Messages in one request (SQS quotas, read 2026-11). */
const MESSAGES_PER_REQUEST = 10;
/** Bytes in one request, all messages together (SQS quotas, read 2026-11: 1 MiB). */
const BYTES_PER_REQUEST = 1_048_576;
/** Requests under way at the same time. */
const REQUESTS_AT_ONCE = 5;
/** Rounds for messages that SQS refused for a passing reason. */
const ROUNDS = 3;

/** A message to send. */
export interface Outgoing {
  /** Stable over repetitions: a FIFO queue drops the second one. */
  readonly id: string;
  /** Messages of one group keep their order in a FIFO queue. */
  readonly group: string;
  readonly body: string;
}

/**
 * Sends all messages, and says which ones did not get through.
 *
 * @returns the ids that SQS did not take
 */
export async function sendAll(client: SQSClient, url: string, messages: readonly Outgoing[]): Promise<Set<string>> {
  const batches = inBatches(messages);
  const failed = new Set<string>();
  // Side by side, unless the queue keeps an order.
  const lanes = url.endsWith(".fifo") ? 1 : REQUESTS_AT_ONCE;
  for (let start = 0; start < batches.length; start += lanes) {
    const sent = await Promise.all(batches.slice(start, start + lanes).map((batch) => sendBatch(client, url, batch)));
    for (const id of sent.flat()) {
      failed.add(id);
    }
  }
  return failed;
}

async function sendBatch(client: SQSClient, url: string, batch: readonly Outgoing[]): Promise<readonly string[]> {
  let open = batch;
  for (let round = 0; round < ROUNDS && open.length > 0; round += 1) {
    try {
      const answer = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: entries(url, open) }));
      const refused = new Set((answer.Failed ?? []).map((failure) => Number(failure.Id)));
      open = open.filter((_, index) => refused.has(index));
    } catch {
      // The SDK has repeated it already; what SQS did take is sent twice at worst, and consumers know the ids.
      break;
    }
  }
  return open.map((message) => message.id);
}

function entries(url: string, batch: readonly Outgoing[]): SendMessageBatchRequestEntry[] {
  const ordered = url.endsWith(".fifo");
  return batch.map((message, index) => ({
    Id: String(index),
    MessageBody: message.body,
    ...(ordered ? { MessageGroupId: message.group, MessageDeduplicationId: message.id } : {}),
  }));
}

function inBatches(messages: readonly Outgoing[]): Outgoing[][] {
  const batches: Outgoing[][] = [];
  let size = 0;
  for (const message of messages) {
    const bytes = Buffer.byteLength(message.body);
    const current = batches.at(-1);
    if (current === undefined || current.length === MESSAGES_PER_REQUEST || size + bytes > BYTES_PER_REQUEST) {
      batches.push([message]);
      size = bytes;
    } else {
      current.push(message);
      size += bytes;
    }
  }
  return batches;
}
