import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";

/** How Lambda reads a stream. */
export interface Mapping {
  /** Records in one batch. */
  readonly batchSize: number;
  /** Attempts after the first one, before a single record goes to the failure destination. */
  readonly retries: number;
  /** Runs before each delivery; when it throws, the function is taken to have crashed. */
  readonly crash?: (when: "before" | "after") => void;
}

/**
 * Delivers a shard as Lambda's event source mapping does: in order, the rest again from the lowest failure, the batch halved
 * when the function crashes.
 *
 * @returns the records that no attempt got through
 */
export async function deliver(
  handler: (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse>,
  records: readonly DynamoDBRecord[],
  { batchSize, retries, crash }: Mapping,
): Promise<readonly DynamoDBRecord[]> {
  const lost: DynamoDBRecord[] = [];
  let position = 0;
  let size = batchSize;
  let attempts = 0;
  while (position < records.length) {
    const batch = records.slice(position, position + size);
    const done = await attempt(handler, batch, crash);
    if (done === batch.length) {
      position += done;
      size = batchSize;
      attempts = 0;
    } else if (done > 0) {
      position += done;
      attempts = 0;
    } else if (attempts < retries) {
      attempts += 1;
      size = Math.max(1, Math.ceil(size / 2));
    } else {
      lost.push(...batch);
      position += batch.length;
      attempts = 0;
    }
  }
  return lost;
}

/** How many records from the front are done with. */
async function attempt(
  handler: (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse>,
  batch: readonly DynamoDBRecord[],
  crash: Mapping["crash"],
): Promise<number> {
  try {
    crash?.("before");
    const answer = await handler({ Records: [...batch] });
    crash?.("after");
    const failures = answer.batchItemFailures.map((failure) =>
      batch.findIndex((record) => record.dynamodb?.SequenceNumber === failure.itemIdentifier),
    );
    return failures.length === 0 ? batch.length : Math.max(0, Math.min(...failures));
  } catch {
    return 0;
  }
}
