import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import type { AuthClient } from "google-auth-library";
import { type Environment, readEnvironment } from "../shared/environment";
import { gcpClient } from "../shared/gcp";
import { type LambdaHandler, lambda, observe } from "../shared/observe";
import { sendAll } from "../shared/queue";
import { describeError } from "../shared/redact";
import { s3Client } from "../shared/s3";
import { secretReader } from "../shared/secrets";
import { bigQueryWriter, type RowWriter } from "./bigquery";
import { eventMessage, identity, poisonMessage } from "./failures";
import { gcsLake, type Lake, lakeObject, s3Lake } from "./lakes";
import { needs } from "./needs";
import type { OrderRow } from "./schema";
import { transform } from "./transform";

const observer = observe("data-pipeline");

/** The places that a change goes to. */
interface Targets {
  readonly personal: ReadonlySet<string>;
  readonly table: RowWriter;
  readonly lakes: readonly Lake[];
  /** Both return the ids that did not get through. */
  readonly events: (rows: readonly OrderRow[]) => Promise<ReadonlySet<string>>;
  readonly failures: (poison: readonly Poison[]) => Promise<ReadonlySet<string>>;
}

interface Poison {
  readonly record: DynamoDBRecord;
  readonly reason: string;
}

interface Row {
  readonly record: DynamoDBRecord;
  readonly row: OrderRow;
}

/**
 * Copies every change of an order to BigQuery, to both lakes and to the event queue. Each step may be repeated, because all
 * of them carry the record's own identity; a record is done when every step has taken it. What no repetition can cure goes
 * to the failure queue with its reason, and does not hold up the shard.
 */
export function createHandler(environment: Environment): LambdaHandler<DynamoDBStreamEvent, DynamoDBBatchResponse> {
  const targets = connect(environment);
  return async ({ Records }) => {
    const { rows, poison } = sort(Records, targets.personal);
    const written = await writeTable(targets, rows);
    const copied = await copyToLakes(targets, written.done);
    const announced = await announce(targets, copied.done);
    const parked = await park(targets, [...poison, ...written.refused]);
    const failed = new Set([...written.failed, ...copied.failed, ...announced.failed, ...parked.failed]);
    observer.count("RecordsDelivered", announced.done.length);
    observer.count("PoisonRecords", poison.length + written.refused.length - parked.failed.length);
    observer.count("RecordsToRetry", failed.size);
    return { batchItemFailures: sequenceNumbers(Records, failed) };
  };
}

function connect(environment: Environment): Targets {
  const settings = readEnvironment(needs, environment);
  const queues = observer.traced(new SQSClient({}));
  const secrets = secretReader(observer.traced(new SecretsManagerClient({})));
  const buckets = s3Client(observer);
  const google = once(() => gcpClient(settings.GCP_IDENTITY, secrets, buckets));
  return {
    personal: new Set(settings.PERSONAL_ATTRIBUTES.split(",").map((name) => name.trim())),
    table: bigQueryWriter(
      {
        endpoint: settings.BIGQUERY_ENDPOINT,
        project: settings.BIGQUERY_PROJECT,
        dataset: settings.BIGQUERY_DATASET,
        table: settings.BIGQUERY_STREAM_TABLE,
      },
      google,
    ),
    lakes: [s3Lake(buckets, settings.LAKE_BUCKET), gcsLake(settings.GCS_ENDPOINT, settings.GCS_LAKE_BUCKET, google)],
    events: (rows) => sendAll(queues, settings.EVENT_QUEUE_URL, rows.map(eventMessage)),
    failures: (poison) =>
      sendAll(
        queues,
        settings.FAILURE_QUEUE_URL,
        poison.map(({ record, reason }) => poisonMessage(record, reason)),
      ),
  };
}

/** Signs in once per container, and again after a failure. */
function once(signIn: () => Promise<AuthClient>): () => Promise<AuthClient> {
  let client: Promise<AuthClient> | undefined;
  return () => {
    if (client === undefined) {
      client = signIn();
      client.catch(() => {
        client = undefined;
      });
    }
    return client;
  };
}

function sort(records: readonly DynamoDBRecord[], personal: ReadonlySet<string>) {
  const results = records.map((record) => transform(record, personal));
  return {
    rows: results.flatMap((result) => (result.kind === "row" ? [result] : [])),
    poison: results.flatMap((result) => (result.kind === "poison" ? [result] : [])),
  };
}

async function writeTable({ table }: Targets, rows: readonly Row[]) {
  const outcomes = rows.length === 0 ? new Map() : await table.append(rows.map(({ row }) => row));
  const done: Row[] = [];
  const refused: Poison[] = [];
  const failed: string[] = [];
  for (const entry of rows) {
    const outcome = outcomes.get(entry.row.record_id) ?? { kind: "retry", reason: "no outcome" };
    if (outcome.kind === "written") {
      done.push(entry);
    } else if (outcome.kind === "refused") {
      refused.push({ record: entry.record, reason: outcome.reason });
    } else {
      failed.push(identity(entry.record));
    }
  }
  if (failed.length > 0) {
    observer.warn("BigQuery did not take every row", { rows: failed.length });
  }
  return { done, refused, failed };
}

async function copyToLakes({ lakes }: Targets, rows: readonly Row[]) {
  const object = lakeObject(rows.map(({ row }) => row));
  if (object === undefined) {
    return { done: [], failed: [] };
  }
  const results = await Promise.allSettled(lakes.map((lake) => lake(object)));
  const refusals = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  for (const refusal of refusals) {
    observer.warn("A lake did not take the batch", { failure: describeError(refusal), key: object.key });
  }
  return refusals.length === 0
    ? { done: rows, failed: [] }
    : { done: [], failed: rows.map(({ record }) => identity(record)) };
}

async function announce({ events }: Targets, rows: readonly Row[]) {
  const failed = await events(rows.map(({ row }) => row));
  return { done: rows.filter(({ row }) => !failed.has(row.record_id)), failed: [...failed] };
}

async function park({ failures }: Targets, poison: readonly Poison[]) {
  for (const { record, reason } of poison) {
    observer.warn("Poison record", { recordId: identity(record), reason });
  }
  return { failed: [...(await failures(poison))] };
}

/** Lambda repeats from the lowest of these on; a record without a sequence number makes it repeat the whole batch. */
function sequenceNumbers(records: readonly DynamoDBRecord[], failed: ReadonlySet<string>) {
  return records
    .filter((record) => failed.has(identity(record)))
    .map((record) => ({ itemIdentifier: record.dynamodb?.SequenceNumber ?? "" }));
}

export const handler = lambda(observer, () => createHandler(process.env));
