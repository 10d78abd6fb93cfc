import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { record } from "./checkout";

/** Time between two looks into an empty queue, in milliseconds. */
const PAUSE_MS = 50;

/** An event source mapping. */
export interface EventSource {
  stop(): Promise<void>;
}

/**
 * Hands a queue's messages to a function, one by one; none may fail.
 *
 * @param deliveries how often each message comes: SQS may deliver one more than once
 */
export function startEventSource(
  url: string,
  consumer: (event: SQSEvent) => Promise<SQSBatchResponse>,
  deliveries = 1,
): EventSource {
  let running = true;
  const poll = async () => {
    const client = new SQSClient({});
    while (running) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }),
      );
      for (const { Body = "", MessageId = "", ReceiptHandle } of Messages) {
        for (let delivery = 0; delivery < deliveries; delivery += 1) {
          const answer = await consumer({ Records: [record({ id: MessageId, body: Body })] });
          assert.deepEqual(answer, { batchItemFailures: [] });
        }
        await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
      }
      await sleep(PAUSE_MS);
    }
  };
  const polled = poll();
  return {
    stop: () => {
      running = false;
      return polled;
    },
  };
}
