import { SQSClient } from "@aws-sdk/client-sqs";
import type { Client } from "@opensearch-project/opensearch";
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { type Environment, readEnvironment, regionOf } from "../shared/environment";
import { type LambdaHandler, lambda, observe } from "../shared/observe";
import { sendAll } from "../shared/queue";
import { describeError, statusOf } from "../shared/redact";
import { type Guarded, guard } from "../shared/resilience";
import { PRODUCT_INDEX, PRODUCT_MAPPINGS, searchClient } from "../shared/search";
import { documentOf, type Versioned } from "./input";
import { needs } from "./needs";

const observer = observe("search-sync");

/** Longest bulk request, in milliseconds. */
const BULK_TIMEOUT_MS = 10_000;

interface Poison {
  readonly record: DynamoDBRecord;
  readonly reason: string;
}

/**
 * Writes product changes to the search index, each with the product's version: OpenSearch refuses what is older than what it
 * has, so late and repeated records do no harm. What the index can never take goes to the failure queue.
 */
export function createHandler(environment: Environment): LambdaHandler<DynamoDBStreamEvent, DynamoDBBatchResponse> {
  const settings = readEnvironment(needs, environment);
  const client = searchClient(
    settings.SEARCH_ENDPOINT,
    regionOf(environment),
    settings.SEARCH_SERVICE,
    BULK_TIMEOUT_MS,
  );
  const queue = observer.traced(new SQSClient({}));
  const guarded = guard({ timeoutMs: BULK_TIMEOUT_MS, attempts: 3, breakAfter: 5, restMs: 10_000 });
  const index = indexMaker(client, guarded);

  return async ({ Records }) => {
    const results = Records.map(documentOf);
    const documents = results.flatMap((result) => ("document" in result ? [result] : []));
    const unreadable = results.flatMap((result) => ("reason" in result ? [result] : []));
    const outcome = await write(client, guarded, index, documents);
    const parked = await park(queue, settings.FAILURE_QUEUE_URL, [...unreadable, ...outcome.refused]);
    const again = new Set([...outcome.again, ...parked]);
    observer.count("DocumentsWritten", outcome.written);
    observer.count("LateRecords", outcome.late);
    return {
      batchItemFailures: Records.filter((record) => again.has(record)).map((record) => ({
        itemIdentifier: record.dynamodb?.SequenceNumber ?? "",
      })),
    };
  };
}

/** Makes the index once per container; an index that is there already is fine. */
function indexMaker(client: Client, guarded: Guarded): () => Promise<void> {
  let made = false;
  return async () => {
    if (!made) {
      await guarded(() => client.indices.create({ index: PRODUCT_INDEX, body: { mappings: PRODUCT_MAPPINGS } })).catch(
        (error: unknown) => {
          if (statusOf(error) !== 400) {
            throw error;
          }
        },
      );
      made = true;
    }
  };
}

interface Outcome {
  readonly written: number;
  readonly late: number;
  readonly refused: readonly Poison[];
  readonly again: readonly DynamoDBRecord[];
}

async function write(
  client: Client,
  guarded: Guarded,
  index: () => Promise<void>,
  documents: readonly Versioned[],
): Promise<Outcome> {
  if (documents.length === 0) {
    return { written: 0, late: 0, refused: [], again: [] };
  }
  try {
    await index();
    const body = documents.flatMap(({ document, version }) => [
      { index: { _index: PRODUCT_INDEX, _id: document.productId, version, version_type: "external" as const } },
      document,
    ]);
    const answer = await guarded(() => client.bulk({ body }));
    const statuses = answer.body.items.map((item) => item.index?.status ?? 500);
    return sortByStatus(documents, statuses);
  } catch (error) {
    observer.warn("The index did not take the batch", { failure: describeError(error) });
    return { written: 0, late: 0, refused: [], again: documents.map(({ record }) => record) };
  }
}

function sortByStatus(documents: readonly Versioned[], statuses: readonly number[]): Outcome {
  const having = (test: (status: number) => boolean) =>
    documents.filter((_, position) => test(statuses[position] ?? 500)).map(({ record }) => record);
  return {
    written: having((status) => status < 300).length,
    // The index has a newer version: the record came late, and has done its work.
    late: having((status) => status === 409).length,
    refused: having((status) => status >= 400 && status < 500 && ![409, 429].includes(status)).map((record) => ({
      record,
      reason: "the index refused the document",
    })),
    again: having((status) => status === 429 || status >= 500),
  };
}

/** @returns the records that the failure queue did not take */
async function park(queue: SQSClient, url: string, poison: readonly Poison[]): Promise<readonly DynamoDBRecord[]> {
  for (const { record, reason } of poison) {
    observer.warn("Poison record", { recordId: record.eventID, reason });
  }
  observer.count("PoisonRecords", poison.length);
  const failed = await sendAll(
    queue,
    url,
    poison.map(({ record, reason }) => ({
      id: record.eventID ?? "unknown",
      group: "poison",
      body: JSON.stringify({ reason, recordId: record.eventID, keys: record.dynamodb?.Keys, record }),
    })),
  );
  return poison.map(({ record }) => record).filter((record) => failed.has(record.eventID ?? "unknown"));
}

export const handler = lambda(observer, () => createHandler(process.env));
