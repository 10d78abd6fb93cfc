import assert from "node:assert/strict";
import {
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from "@aws-sdk/client-dynamodb-streams";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { createHandler } from "../../functions/data-pipeline/handler";
import { ORDER_COLUMNS } from "../../functions/data-pipeline/schema";
import { type Google, startGoogle } from "./emulators/google";
import { bodies, bucket, objects, queue } from "./support/aws";
import { PERSONAL } from "./support/logs";
import { change, order } from "./support/orders";
import { hostileRun, readQueue } from "./support/pipeline-run";
import { functionSuite } from "./support/suite";

functionSuite(["data-pipeline"], (world) => {
  let google: Google;
  let environment: Record<string, string>;
  let pipeline: (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse>;

  beforeEach(async () => {
    google = await startGoogle();
    environment = {
      LAKE_BUCKET: await bucket(world.unique("lake")),
      EVENT_QUEUE_URL: await queue(world.unique("events")),
      FAILURE_QUEUE_URL: await queue(world.unique("failures")),
      BIGQUERY_PROJECT: "demo",
      BIGQUERY_DATASET: "shop",
      GCS_LAKE_BUCKET: "gcs-lake",
      BIGQUERY_ENDPOINT: google.server.url,
      GCS_ENDPOINT: google.server.url,
      GCP_IDENTITY: google.identity(),
    };
    pipeline = world.make("data-pipeline", createHandler, environment);
  });
  afterEach(() => google.server.close());

  it("takes a table's own stream to BigQuery, both lakes and the queue", async () => {
    const records = await streamOf(world.unique("orders"), async (table, client) => {
      await client.send(new PutItemCommand({ TableName: table, Item: marshall(order("o-1")) }));
      await client.send(new PutItemCommand({ TableName: table, Item: marshall(order("o-1", { status: "PAID" })) }));
      await client.send(new PutItemCommand({ TableName: table, Item: marshall(order("o-2")) }));
      await client.send(new DeleteItemCommand({ TableName: table, Key: marshall({ orderId: "o-2" }) }));
    });
    assert.deepEqual(await pipeline({ Records: records }), { batchItemFailures: [] });

    const view = await google.curated();
    assert.deepEqual(
      view.map((row) => [row["order_id"], row["status"], row["total"], row["item_count"]]),
      [["o-1", "PAID", "19.98", 2]],
    );
    const events = await bodies(environment["EVENT_QUEUE_URL"] ?? "");
    assert.deepEqual(events.map(({ type }) => type).sort(), [
      "order.changed",
      "order.created",
      "order.created",
      "order.removed",
    ]);
    assert.deepEqual(await objects(environment["LAKE_BUCKET"] ?? ""), Object.fromEntries(google.objects));
    assert.equal(Object.values(Object.fromEntries(google.objects)).join("").split("\n").length - 1, 4);
  });

  it("takes a batch that is delivered again, though its identity may not overwrite the lake's objects", async () => {
    const records = [change(1, "INSERT", order("o-1")), change(2, "MODIFY", order("o-1", { status: "SHIPPED" }))];
    assert.deepEqual(await pipeline({ Records: records }), { batchItemFailures: [] });
    assert.deepEqual(await pipeline({ Records: records }), { batchItemFailures: [] });
    assert.equal(google.objects.size, 1);
    assert.equal((await google.curated()).length, 1);
  });

  it("keeps personal attributes out of every target", async () => {
    await pipeline({ Records: [change(1, "INSERT", order("o-1", { gift: { email: PERSONAL.email } }))] });
    const everything = JSON.stringify([
      google.rows,
      [...google.objects],
      await bodies(environment["EVENT_QUEUE_URL"] ?? ""),
    ]);
    for (const value of Object.values(PERSONAL)) {
      assert(!everything.includes(value), value);
    }
  });

  it("carries attributes that have no column in the payload", async () => {
    await pipeline({ Records: [change(1, "INSERT", order("o-1", { giftWrap: "stars" }))] });
    const [row] = await google.curated();
    assert.equal(JSON.parse(String(row?.["payload"])).giftWrap, "stars");
  });

  it("lets a late record not win over a newer one", async () => {
    await pipeline({ Records: [change(20, "MODIFY", order("o-1", { status: "SHIPPED" }))] });
    await pipeline({ Records: [change(3, "MODIFY", order("o-1", { status: "PAID" }))] });
    await pipeline({ Records: [change(30, "REMOVE", order("o-2"))] });
    await pipeline({ Records: [change(4, "INSERT", order("o-2"))] });
    const view = await google.curated();
    assert.deepEqual(
      view.map((row) => [row["order_id"], row["status"]]),
      [["o-1", "SHIPPED"]],
    );
  });

  it("sends poison to the failure queue with its reason, and lets the rest pass", async () => {
    const records = [
      change(1, "INSERT", order("o-1")),
      change(2, "INSERT", order("o-2", { status: null })),
      { eventID: "event-3", eventName: "INSERT" as const },
      change(4, "INSERT", order("o-4")),
    ];
    assert.deepEqual(await pipeline({ Records: records }), { batchItemFailures: [] });
    const poison = await bodies(environment["FAILURE_QUEUE_URL"] ?? "");
    assert.deepEqual(poison.map(({ recordId }) => recordId).sort(), ["event-2", "event-3"]);
    assert.match(String(poison.find(({ recordId }) => recordId === "event-2")?.["reason"]), /\/status/);
    assert.equal((await google.curated()).length, 2);
  });

  it("parks rows that BigQuery refuses for good, such as ones that the table has no column for", async () => {
    google.columns = ORDER_COLUMNS.filter((column) => column.name !== "item_count");
    const records = [change(1, "INSERT", order("o-1")), change(2, "REMOVE", order("o-2"))];
    assert.deepEqual(await pipeline({ Records: records }), { batchItemFailures: [] });
    const [poison] = await bodies(environment["FAILURE_QUEUE_URL"] ?? "");
    assert.match(String(poison?.["reason"]), /invalid item_count/);
    assert.equal(google.rows.length, 1);
  });

  it("signs in with the configuration that a secret holds", async () => {
    const { config } = JSON.parse(google.identity());
    const secret = await new SecretsManagerClient({}).send(
      new CreateSecretCommand({ Name: world.unique("gcp"), SecretString: JSON.stringify(config) }),
    );
    const identity = JSON.stringify({ source: "secret", secretArn: secret.ARN });
    const other = world.make("data-pipeline", createHandler, { ...environment, GCP_IDENTITY: identity });
    assert.deepEqual(await other({ Records: [change(1, "INSERT", order("o-1"))] }), { batchItemFailures: [] });
    assert.equal(google.rows.length, 1);
  });

  it("survives throttling, outages, broken connections and half answers within one event", async () => {
    google.server.faults.push(
      { kind: "status", status: 503 },
      { kind: "cut", when: "before" },
      undefined,
      undefined,
      { kind: "status", status: 429 },
      { kind: "half" },
    );
    assert.deepEqual(await pipeline({ Records: [change(1, "INSERT", order("o-1"))] }), { batchItemFailures: [] });
    assert.equal((await google.curated()).length, 1);
  });

  it("hands the batch back when a target stays away, and nothing is lost when it returns", async () => {
    const records = [change(1, "INSERT", order("o-1")), change(2, "INSERT", order("o-2"))];
    const sequence = (record: DynamoDBRecord | undefined) => record?.dynamodb?.SequenceNumber ?? "";
    google.server.chaos = ({ path }) => (path.startsWith("/upload") ? { kind: "status", status: 500 } : undefined);
    assert.deepEqual(await pipeline({ Records: records }), {
      batchItemFailures: records.map((record) => ({ itemIdentifier: sequence(record) })),
    });
    assert.equal((await bodies(environment["EVENT_QUEUE_URL"] ?? "")).length, 0);
    google.server.chaos = undefined;
    assert.deepEqual(await pipeline({ Records: records }), { batchItemFailures: [] });
    assert.equal(google.rows.length, 4);
    assert.equal((await google.curated()).length, 2);
  });

  it("brings 500 records through a hostile day, each good one once and each poison one to the queue", async () => {
    const result = await hostileRun(
      { records: 500, poison: 0.05, duplicates: 0.2, crashes: 0.03, throttles: 0.05, seed: 7 },
      pipeline,
      {
        gateway: world.gateway,
        google,
        failureQueue: environment["FAILURE_QUEUE_URL"] ?? "",
        eventQueue: environment["EVENT_QUEUE_URL"] ?? "",
      },
    );
    assert.deepEqual([...result.curated].sort(), [...result.good].sort());
    assert.deepEqual([...result.parked].sort(), [...result.poison].sort());
    assert.deepEqual(result.lost, []);
    assert(result.streamRows > result.curated.length, "repetitions reached the raw table, and the view dropped them");
  }).timeout(180_000);

  describe("fails when", () => {
    it("the identity is a stored key", async () => {
      const identity = JSON.stringify({ source: "federation", config: { type: "service_account", private_key: "x" } });
      const handler = world.make("data-pipeline", createHandler, { ...environment, GCP_IDENTITY: identity });
      const { batchItemFailures } = await handler({ Records: [change(1, "INSERT", order("o-1"))] });
      assert.equal(batchItemFailures.length, 1);
      assert.equal(google.rows.length, 0);
    });

    it("poison cannot be parked: the record is handed back", async () => {
      world.gateway.chaos = (service) => (service === "sqs" ? { kind: "status", status: 500 } : undefined);
      const { batchItemFailures } = await pipeline({ Records: [change(1, "INSERT", order("o-1", { status: null }))] });
      assert.equal(batchItemFailures.length, 1);
      world.gateway.chaos = undefined;
      assert.equal((await readQueue(environment["FAILURE_QUEUE_URL"] ?? "")).size, 0);
    });
  });
});

/** Makes a table with a stream, changes it, and reads the stream as Lambda would. */
async function streamOf(
  table: string,
  changes: (table: string, client: DynamoDBClient) => Promise<void>,
): Promise<DynamoDBRecord[]> {
  const client = new DynamoDBClient({});
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "orderId", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "orderId", KeyType: "HASH" }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    }),
  );
  await changes(table, client);
  const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
  const streams = new DynamoDBStreamsClient({});
  const StreamArn = Table?.LatestStreamArn;
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
  const { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" }),
  );
  const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }));
  return Records.map(asLambdaSends);
}

/** The SDK gives dates and typed unions where Lambda's event has numbers and plain objects. */
function asLambdaSends(record: object): DynamoDBRecord {
  const event = JSON.parse(JSON.stringify(record));
  const time = Date.parse(event.dynamodb.ApproximateCreationDateTime) / 1000;
  return { ...event, dynamodb: { ...event.dynamodb, ApproximateCreationDateTime: time } };
}
