import { PurgeQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import type { Gateway } from "../emulators/gateway";
import type { Google } from "../emulators/google";
import { change, order, random } from "./orders";
import { deliver } from "./stream";

/** A hostile day of the pipeline. */
export interface HostileRun {
  readonly records: number;
  /** Shares from 0 to 1. */
  readonly poison: number;
  readonly duplicates: number;
  readonly crashes: number;
  readonly throttles: number;
  readonly seed: number;
}

/** What came of it. */
export interface RunResult {
  readonly good: ReadonlySet<string>;
  readonly poison: ReadonlySet<string>;
  /** Order ids of the curated view, as they stand there. */
  readonly curated: readonly string[];
  readonly parked: ReadonlySet<string>;
  readonly lost: readonly DynamoDBRecord[];
  /** Rows of `orders_stream`, which repeats. */
  readonly streamRows: number;
}

/** Sends the records through the handler with poison, duplicates, crashes, throttles and broken answers. */
export async function hostileRun(
  run: HostileRun,
  handler: (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse>,
  parts: {
    readonly gateway: Gateway;
    readonly google: Google;
    readonly failureQueue: string;
    readonly eventQueue: string;
  },
): Promise<RunResult> {
  const chance = random(run.seed);
  const { records, good, poison } = makeRecords(run, chance);
  parts.google.server.chaos = () => {
    const kinds = [
      { kind: "status", status: 429 },
      { kind: "status", status: 503 },
      { kind: "cut", when: "after" },
      { kind: "half" },
    ] as const;
    return chance() < run.throttles ? kinds[Math.floor(chance() * kinds.length)] : undefined;
  };
  parts.gateway.chaos = () => (chance() < run.throttles ? { kind: "status", status: 503 } : undefined);
  // Nobody reads the events here, and moto takes longer with every message that waits.
  const drained = async (event: DynamoDBStreamEvent) => {
    await new SQSClient({}).send(new PurgeQueueCommand({ QueueUrl: parts.eventQueue })).catch(() => undefined);
    return handler(event);
  };
  const lost = await deliver(drained, records, {
    batchSize: 100,
    retries: 50,
    crash: () => {
      if (chance() < run.crashes) {
        throw new Error("crashed");
      }
    },
  });
  parts.google.server.chaos = undefined;
  parts.gateway.chaos = undefined;
  const curated = (await parts.google.curated()).map((row) => String(row["order_id"]));
  const parked = await readQueue(parts.failureQueue);
  return { good, poison, curated, parked, lost, streamRows: parts.google.rows.length };
}

function makeRecords(run: HostileRun, chance: () => number) {
  const good = new Set<string>();
  const poison = new Set<string>();
  const records: DynamoDBRecord[] = [];
  for (let position = 0; position < run.records; position += 1) {
    const id = `order-${position}`;
    if (chance() < run.poison) {
      poison.add(`event-${position}`);
      records.push(change(position, "INSERT", order(id, chance() < 0.5 ? { status: null } : { total: "a lot" })));
    } else {
      good.add(id);
      records.push(change(position, "INSERT", order(id)));
    }
    const earlier = records[Math.floor(chance() * records.length)];
    if (earlier !== undefined && chance() < run.duplicates) {
      records.push(earlier);
    }
  }
  return { records, good, poison };
}

/** The ids of the records that wait in the failure queue. */
export async function readQueue(url: string): Promise<Set<string>> {
  const client = new SQSClient({});
  const ids = new Set<string>();
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
    );
    if (Messages.length === 0) {
      return ids;
    }
    for (const { Body = "{}" } of Messages) {
      ids.add(JSON.parse(Body).recordId);
    }
  }
}
