import assert from "node:assert/strict";
import * as iam from "@pulumi/aws/iam";
import { EncryptionKey, serviceTrust } from "../../../components/core";
import {
  dailyCopy,
  LakeCatalog,
  type LakeCatalogArgs,
  type LakeColumn,
  type LakeTable,
  ObjectStore,
} from "../../../components/data";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf, urns } from "../core/support";

const raw: readonly LakeColumn[] = [
  { name: "record_id", type: "string" },
  { name: "event_time", type: "string" },
  { name: "total", type: "string", description: "Amount" },
];
const typed: readonly LakeColumn[] = [
  { name: "record_id", type: "string" },
  { name: "event_time", type: "timestamp" },
  { name: "total", type: "decimal(38,9)" },
];
const orders: LakeTable = {
  description: "As written",
  prefix: "orders/",
  format: "json",
  columns: raw,
  firstDay: "2026-01-01",
};
const tables = {
  orders_raw: orders,
  orders: { ...orders, description: "Typed", prefix: "refined/orders/", format: "parquet", columns: typed },
} as const;
const refine = dailyCopy(
  { from: "orders_raw", to: "orders", schedule: "cron(15 1 * * ? *)", description: "Yesterday, refined" },
  { from: raw, to: typed, key: "record_id" },
);

function makeCatalog(args: Partial<LakeCatalogArgs> = {}): LakeCatalog {
  const key = new EncryptionKey("key", { description: "Shop data at rest" });
  const lake = new ObjectStore("lake", { key, accessLogs: "none", bucketName: "shop-lake" });
  const results = new ObjectStore("results", { key, accessLogs: "none", bucketName: "shop-results", expireDays: 7 });
  return new LakeCatalog("catalog", { key, lake, results, tables, transforms: { orders: refine }, ...args });
}

describe("LakeCatalog", () => {
  it("makes exactly a database, its tables, a workgroup, and per transform a schedule with its role", async () => {
    const recording = await recordProgram(() => void makeCatalog());
    assert.deepEqual(
      inventory(recording).filter((line) => line.includes(" catalog")),
      [
        "aws:athena/workgroup:Workgroup catalog-workgroup",
        "aws:glue/catalogDatabase:CatalogDatabase catalog-database",
        "aws:glue/catalogTable:CatalogTable catalog-table-orders",
        "aws:glue/catalogTable:CatalogTable catalog-table-orders_raw",
        "aws:iam/role:Role catalog-transform-orders",
        "aws:iam/rolePolicy:RolePolicy catalog-transform-orders-policy-lake-read-orders",
        "aws:iam/rolePolicy:RolePolicy catalog-transform-orders-policy-lake-read-write-refined-orders",
        "aws:iam/rolePolicy:RolePolicy catalog-transform-orders-policy-query",
        "aws:iam/rolePolicy:RolePolicy catalog-transform-orders-policy-results-read-write-athena-results",
        "aws:scheduler/schedule:Schedule catalog-schedule-orders",
        "estate:data:LakeCatalog catalog",
      ],
    );
  });

  it("knows a partition per day without a crawler", async () => {
    const recording = await recordProgram(() => void makeCatalog());
    const table = inputsOf(recording, "catalog-table-orders_raw");
    assert.deepEqual(table["parameters"], {
      EXTERNAL: "TRUE",
      classification: "json",
      "projection.enabled": "true",
      "projection.day.type": "date",
      "projection.day.format": "yyyy-MM-dd",
      "projection.day.range": "2026-01-01,NOW",
      "projection.day.interval": "1",
      "projection.day.interval.unit": "DAYS",
      "storage.location.template": `s3://shop-lake/orders/day=$${"{day}"}`,
    });
    assert.deepEqual(table["storageDescriptor"], {
      location: "s3://shop-lake/orders/",
      inputFormat: "org.apache.hadoop.mapred.TextInputFormat",
      outputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
      serDeInfo: {
        serializationLibrary: "org.openx.data.jsonserde.JsonSerDe",
        parameters: { "ignore.malformed.json": "true" },
      },
      columns: [
        { name: "record_id", type: "string" },
        { name: "event_time", type: "string" },
        { name: "total", type: "string", comment: "Amount" },
      ],
    });
  });

  it("encrypts and limits every query, whatever its author wants", async () => {
    const recording = await recordProgram(() => void makeCatalog({ scanLimitBytes: 50_000_000 }));
    assert.deepEqual(inputsOf(recording, "catalog-workgroup")["configuration"], {
      enforceWorkgroupConfiguration: true,
      publishCloudwatchMetricsEnabled: true,
      bytesScannedCutoffPerQuery: 50_000_000,
      engineVersion: { selectedEngineVersion: "Athena engine version 3" },
      resultConfiguration: {
        outputLocation: "s3://shop-results/athena-results/",
        encryptionConfiguration: {
          encryptionOption: "SSE_KMS",
          kmsKeyArn: recording.get("key-key").outputs["arn"],
        },
      },
    });
  });

  it("refines the day before, each change once, by a query that adds nothing the second time", async () => {
    const recording = await recordProgram(() => void makeCatalog());
    const schedule = inputsOf(recording, "catalog-schedule-orders");
    const target = JSON.parse(JSON.stringify(schedule["target"]));
    assert.equal(target.arn, "arn:aws:scheduler:::aws-sdk:athena:startQueryExecution");
    assert.deepEqual(JSON.parse(target.input), {
      QueryString: `INSERT INTO orders
SELECT DISTINCT record_id, CAST(from_iso8601_timestamp(event_time) AS timestamp) AS event_time, CAST(total AS decimal(38,9)) AS total, day
FROM orders_raw
WHERE day = CAST(current_date - INTERVAL '1' DAY AS varchar)
  AND record_id NOT IN (SELECT record_id FROM orders WHERE day = CAST(current_date - INTERVAL '1' DAY AS varchar))`,
      QueryExecutionContext: { Database: "catalog" },
      WorkGroup: recording.get("catalog-workgroup").outputs["name"],
    });
    assert.equal(schedule["state"], "ENABLED");
    const paused = await recordProgram(() => void makeCatalog({ transformsEnabled: false }));
    assert.equal(inputsOf(paused, "catalog-schedule-orders")["state"], "DISABLED");
  });

  it("gives a transform one folder to read, one to write, and its own two tables", async () => {
    const recording = await recordProgram(() => void makeCatalog());
    const workgroup = recording.get("catalog-workgroup").outputs["arn"];
    const glue = "arn:aws:glue:us-east-1:111122223333";
    const both = [`${glue}:catalog`, `${glue}:database/catalog`];
    assert.deepEqual(statementsOf(recording, "catalog-transform-orders-policy-query"), [
      { Sid: "StartQuery", Effect: "Allow", Action: "athena:StartQueryExecution", Resource: workgroup },
      {
        Sid: "ReadMetadata",
        Effect: "Allow",
        Action: ["glue:GetDatabase", "glue:GetPartition", "glue:GetPartitions", "glue:GetTable"],
        Resource: [...both, `${glue}:table/catalog/orders_raw`, `${glue}:table/catalog/orders`],
      },
      {
        Sid: "NotePartitions",
        Effect: "Allow",
        Action: "glue:BatchCreatePartition",
        Resource: [...both, `${glue}:table/catalog/orders`],
      },
      {
        Sid: "FindDefault",
        Effect: "Allow",
        Action: "glue:GetDatabase",
        Resource: [`${glue}:catalog`, `${glue}:database/default`],
      },
      {
        Sid: "FindBuckets",
        Effect: "Allow",
        Action: "s3:GetBucketLocation",
        Resource: ["arn:aws:s3:::shop-lake", "arn:aws:s3:::shop-results"],
      },
    ]);
    assert.deepEqual(statementsOf(recording, "catalog-transform-orders", "assumeRolePolicy"), [
      {
        Effect: "Allow",
        Principal: { Service: "scheduler.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnEquals: { "aws:SourceArn": "arn:aws:scheduler:us-east-1:111122223333:schedule-group/default" },
        },
      },
    ]);
  });

  it("lets an analyst query the tables that are named, and no others", async () => {
    const recording = await recordProgram(() => {
      const role = new iam.Role("analyst", { assumeRolePolicy: serviceTrust("pods.eks.amazonaws.com") });
      makeCatalog().grantQuery({ granteeName: "analyst", role }, ["orders"]);
    });
    const text = JSON.stringify(statementsOf(recording, "analyst-policy-catalog-query"));
    assert.ok(text.includes("table/catalog/orders") && !text.includes("orders_raw"), text);
    assert.ok(text.includes(":database/default"), "Athena looks the default database up");
    assert.ok(recording.get("analyst-policy-lake-read-refined-orders"));
    assert.ok(recording.get("analyst-policy-results-read-write-athena-results"));
  });

  it("tells when a query failed", async () => {
    const recording = await recordProgram(() => {
      const [alarm, ...others] = makeCatalog().alarms();
      assert.deepEqual(others, []);
      return { dimensions: alarm?.metric.dimensions };
    });
    assert.deepEqual(recording.outputs["dimensions"], {
      WorkGroup: recording.get("catalog-workgroup").outputs["name"],
      QueryState: "FAILED",
      QueryType: "DML",
    });
  });

  it("has the same resources before anything exists", async () => {
    const program = () => void makeCatalog();
    assert.deepEqual(urns(await recordProgram(program, { mode: "preview" })), urns(await recordProgram(program)));
  });

  it("fails when its settings cannot be, all faults at once", async () => {
    const broken = { ...orders, columns: [...raw, { name: "day", type: "string" } as const], firstDay: "2026-13-01" };
    const program = () =>
      void makeCatalog({
        databaseName: "shop-lake",
        scanLimitBytes: 1,
        resultPrefix: "results",
        tables: { orders_raw: broken, copies: { ...orders, prefix: "orders/copies/" } },
        transforms: {
          copies: { ...refine, from: "orders_raw", to: "copies", query: (table) => table("users"), schedule: "daily" },
        },
      });
    assertMentions(await failureOf(program, "aws:glue/catalogDatabase:CatalogDatabase"), [
      "has 8 faults",
      'databaseName: given "shop-lake"',
      "scanLimitBytes: given 1; allowed: 10000000 bytes or more.",
      'resultPrefix: given "results"',
      'tables.orders_raw.columns: given ["record_id","event_time","total","day"]',
      'tables.orders_raw.firstDay: given "2026-13-01"',
      'transforms.copies: given ["orders_raw","copies"]; allowed: two of the tables orders_raw, copies, in folders apart.',
      'transforms.copies.query: given ["users"]; allowed: a query over orders_raw and copies',
      'transforms.copies.schedule: given "daily"',
    ]);
    assertMentions(
      await failureOf(() => {
        const role = new iam.Role("analyst", { assumeRolePolicy: serviceTrust("pods.eks.amazonaws.com") });
        makeCatalog().grantQuery({ granteeName: "analyst", role }, ["users"]);
      }, "none"),
      ['has no table "users"; it has orders_raw, orders.'],
    );
  });
});
