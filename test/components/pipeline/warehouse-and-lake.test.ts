import assert from "node:assert/strict";
import {
  AnalyticsWarehouse,
  type AnalyticsWarehouseArgs,
  GcpKeys,
  GcpLake,
  type GcpLakeArgs,
  GcpServices,
} from "../../../components/pipeline";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, urns } from "../core/support";
import { columns, gcp, tables } from "./fixtures";

const MEMBER = "serviceAccount:pipeline@shop-analytics.iam.gserviceaccount.com";
const RING = "projects/shop-analytics/locations/us-east4/keyRings";

function makeKeys(): GcpKeys {
  const services = new GcpServices("api", { project: gcp.project, services: ["bigquery"] });
  const keys = { warehouse: { agents: ["bigquery"] }, lake: { agents: ["storage"] } } as const;
  return new GcpKeys("keys", { gcp, keys, after: services.enabled });
}

function makeWarehouse(args: Partial<AnalyticsWarehouseArgs> = {}): AnalyticsWarehouse {
  return new AnalyticsWarehouse("orders", { gcp, key: { ring: makeKeys(), name: "warehouse" }, tables, ...args });
}

function makeLake(args: Partial<GcpLakeArgs> = {}): GcpLake {
  return new GcpLake("lake", { gcp, key: { ring: makeKeys(), name: "lake" }, ...args });
}

describe("GcpKeys", () => {
  it("makes exactly a ring, keys that rotate every ninety days, and a grant per service agent", async () => {
    const recording = await recordProgram(() => void makeKeys());
    assert.deepEqual(inventory(recording), [
      "estate:pipeline:GcpKeys keys",
      "estate:pipeline:GcpServiceAgents keys-agents",
      "estate:pipeline:GcpServices api",
      "gcp:kms/cryptoKey:CryptoKey keys-key-lake",
      "gcp:kms/cryptoKey:CryptoKey keys-key-warehouse",
      "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember keys-grant-lake-storage",
      "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember keys-grant-warehouse-bigquery",
      "gcp:kms/keyRing:KeyRing keys-ring",
      "gcp:projects/service:Service api-service-bigquery",
    ]);
    const key = recording.get("keys-key-warehouse");
    assert.ok(String(key.id).startsWith(RING) && key.options.protect);
    assert.deepEqual(inputsOf(recording, "keys-key-warehouse"), {
      keyRing: recording.get("keys-ring").id,
      purpose: "ENCRYPT_DECRYPT",
      rotationPeriod: "7776000s",
      destroyScheduledDuration: "2592000s",
    });
    const memberOf = (name: string) => inputsOf(recording, name)["member"];
    assert.equal(
      memberOf("keys-grant-warehouse-bigquery"),
      "serviceAccount:bq-123456789012@bigquery-encryption.iam.gserviceaccount.com",
    );
    assert.equal(
      memberOf("keys-grant-lake-storage"),
      "serviceAccount:service-123456789012@gs-project-accounts.iam.gserviceaccount.com",
    );
  });

  it("waits for the services, which stay on when it is destroyed", async () => {
    const recording = await recordProgram(() => void makeKeys());
    const service = recording.get("api-service-bigquery");
    assert.ok(recording.get("keys-ring").dependencies.includes(service.urn));
    assert.equal(service.inputs["disableOnDestroy"], false);
  });

  it("fails when a key would rotate too seldom", async () => {
    const keys = { Lake: { agents: [] } };
    const program = () => void new GcpKeys("keys", { gcp, keys, rotationDays: 91, destroyDays: 0 });
    assertMentions(await failureOf(program, "gcp:kms/keyRing:KeyRing"), [
      "rotationDays: given 91; allowed: whole days from 1 to 90.",
      "destroyDays: given 0; allowed: whole days from 1 to 120.",
      'keys.Lake: given "Lake"',
    ]);
  });
});

describe("AnalyticsWarehouse", () => {
  it("encrypts the dataset by the customer key, once BigQuery may use it", async () => {
    const recording = await recordProgram(() => void makeWarehouse());
    const kmsKeyName = recording.get("keys-key-warehouse").id;
    assert.deepEqual(inputsOf(recording, "orders-dataset"), {
      project: "shop-analytics",
      datasetId: "orders",
      location: "us-east4",
      defaultEncryptionConfiguration: { kmsKeyName },
      maxTimeTravelHours: "168",
      deleteContentsOnDestroy: false,
    });
    const dataset = recording.get("orders-dataset");
    assert.ok(dataset.options.protect);
    assert.ok(dataset.dependencies.includes(recording.get("keys-grant-warehouse-bigquery").urn));
  });

  it("partitions each table by event day and clusters it, with its schema as data", async () => {
    const recording = await recordProgram(() => void makeWarehouse());
    for (const id of ["orders_stream", "orders_curated"]) {
      assert.deepEqual(inputsOf(recording, `orders-table-${id}`), {
        project: "shop-analytics",
        datasetId: "orders",
        tableId: id,
        description: "Order changes",
        schema: JSON.stringify(columns),
        timePartitioning: { type: "DAY", field: "event_time" },
        requirePartitionFilter: false,
        clusterings: ["order_id"],
        encryptionConfiguration: { kmsKeyName: recording.get("keys-key-warehouse").id },
        deletionProtection: true,
      });
    }
  });

  it("makes views over its tables", async () => {
    const query = (table: (id: string) => string) =>
      `SELECT order_id FROM \`${table("orders_stream")}\` UNION DISTINCT SELECT order_id FROM \`${table("orders_curated")}\``;
    const recording = await recordProgram(
      () => void makeWarehouse({ views: { orders: { description: "Each order once", query } } }),
    );
    assert.deepEqual(inputsOf(recording, "orders-view-orders")["view"], {
      query:
        "SELECT order_id FROM `shop-analytics.orders.orders_stream` UNION DISTINCT " +
        "SELECT order_id FROM `shop-analytics.orders.orders_curated`",
      useLegacySql: false,
    });
    const view = recording.get("orders-view-orders");
    assert.ok(view.dependencies.includes(recording.get("orders-table-orders_curated").urn));
  });

  it("grants on one table, or on the dataset, never on the project", async () => {
    const recording = await recordProgram(() => {
      const warehouse = makeWarehouse();
      warehouse.grantAppend("orders_stream", "pipeline", MEMBER);
      warehouse.grantReadTable("orders_curated", "report", MEMBER);
      warehouse.grantRead("analysts", { group: "analysts@example.com" });
    });
    const of = { project: "shop-analytics", datasetId: "orders" };
    assert.deepEqual(inputsOf(recording, "orders-grant-orders_stream-pipeline-append"), {
      ...of,
      tableId: "orders_stream",
      role: "roles/bigquery.dataEditor",
      member: MEMBER,
    });
    assert.deepEqual(inputsOf(recording, "orders-grant-orders_curated-report-read"), {
      ...of,
      tableId: "orders_curated",
      role: "roles/bigquery.dataViewer",
      member: MEMBER,
    });
    assert.deepEqual(inputsOf(recording, "orders-reader-analysts"), {
      ...of,
      role: "roles/bigquery.dataViewer",
      groupByEmail: "analysts@example.com",
    });
  });

  it("fails when a table or view cannot be, all faults at once", async () => {
    const table = { description: "", columns, partitionBy: "order_id", clusterBy: ["payload", "nothing"] };
    const views = { bad: { description: "", query: (of: (id: string) => string) => of("missing") } };
    const program = () =>
      void makeWarehouse({ datasetId: "a-b", timeTravelHours: 50, tables: { "t-1": table }, views });
    assertMentions(await failureOf(program, "gcp:bigquery/dataset:Dataset"), [
      "has 7 faults",
      'datasetId: given "a-b"; allowed: letters, digits and "_"',
      "timeTravelHours: given 50; allowed: whole days from 48 to 168 hours.",
      'tables.t-1: given "t-1"',
      'tables.t-1.partitionBy: given "order_id"; allowed: a column of type DATE, DATETIME, TIMESTAMP.',
      'tables.t-1.clusterBy: given "payload"',
      'tables.t-1.clusterBy: given "nothing"',
      'views.bad: given ["missing"]',
    ]);
  });
});

describe("GcpLake", () => {
  it("is encrypted, never public, versioned, and keeps deleted objects for a while", async () => {
    const tiers = [{ afterDays: 30, storageClass: "NEARLINE" }] as const;
    const recording = await recordProgram(() => void makeLake({ tiers, expireDays: 400 }));
    assert.deepEqual(inputsOf(recording, "lake-bucket"), {
      project: "shop-analytics",
      location: "US-EAST4",
      encryption: { defaultKmsKeyName: recording.get("keys-key-lake").id },
      uniformBucketLevelAccess: true,
      publicAccessPrevention: "enforced",
      versioning: { enabled: true },
      softDeletePolicy: { retentionDurationSeconds: 604_800 },
      lifecycleRules: [
        { action: { type: "SetStorageClass", storageClass: "NEARLINE" }, condition: { age: 30 } },
        { action: { type: "Delete" }, condition: { age: 400 } },
        { action: { type: "Delete" }, condition: { daysSinceNoncurrentTime: 90, withState: "ARCHIVED" } },
      ],
      forceDestroy: false,
    });
    const bucket = recording.get("lake-bucket");
    assert.ok(bucket.options.protect);
    assert.ok(bucket.dependencies.includes(recording.get("keys-grant-lake-storage").urn));
  });

  it("grants on the bucket, below a prefix where one is given", async () => {
    const recording = await recordProgram(() => {
      const lake = makeLake({ bucketName: "shop-lake" });
      lake.grantAppend("pipeline", MEMBER, "orders/");
      lake.grantRead("dataflow", MEMBER);
      lake.grantReadWrite("transfer", MEMBER);
    });
    assert.deepEqual(
      ["dataflow-read", "pipeline-append", "transfer-read-write"].map(
        (grant) => inputsOf(recording, `lake-grant-${grant}`)["role"],
      ),
      ["roles/storage.objectViewer", "roles/storage.objectCreator", "roles/storage.objectUser"],
    );
    assert.equal(recording.ofType("gcp:storage/bucketIAMMember:BucketIAMMember").length, 3);
    assert.deepEqual(inputsOf(recording, "lake-grant-pipeline-append")["condition"], {
      title: "only-under-the-prefix",
      expression: 'resource.name.startsWith("projects/_/buckets/shop-lake/objects/orders/")',
    });
  });

  it("can be given up where the stack comes and goes", async () => {
    const recording = await recordProgram(() => void makeLake({ deletionProtection: false }));
    assert.equal(inputsOf(recording, "lake-bucket")["forceDestroy"], true);
    assert.equal(recording.get("lake-bucket").options.protect, false);
  });

  it("has the same resources before anything exists", async () => {
    const program = () => {
      makeLake().grantAppend("pipeline", MEMBER, "orders/");
    };
    assert.deepEqual(urns(await recordProgram(program, { mode: "preview" })), urns(await recordProgram(program)));
  });

  it("fails when its settings are wrong", async () => {
    const tiers = [
      { afterDays: 90, storageClass: "NEARLINE" },
      { afterDays: 30, storageClass: "COLDLINE" },
    ] as const;
    const program = () => void makeLake({ bucketName: "google-lake", softDeleteDays: 1, tiers });
    assertMentions(await failureOf(program, "gcp:storage/bucket:Bucket"), [
      'bucketName: given "google-lake"',
      "softDeleteDays: given 1; allowed: whole days from 7 to 90.",
      "tiers: given [90,30]; allowed: whole days, each later than the one before, expireDays last.",
    ]);
  });
});
