import * as pulumi from "@pulumi/pulumi";
import {
  type Column,
  CrossCloudPipeline,
  DATAFLOW_SERVICES,
  DataflowJob,
  DataTables,
  dailyCopy,
  EncryptionKey,
  ERROR_TABLE,
  LakeCatalog,
  type LakeColumn,
  LakeTransfer,
  ObjectStore,
  Reporting,
  salesReport,
  TRANSFER_SERVICES,
  type WarehouseTable,
} from "multicloud-estate";

const gcp = { project: "shop-analytics", projectNumber: "123456789012", location: "us-east4" };
const key = new EncryptionKey("shop", { description: "Shop data at rest", services: ["logs"] });
const logs = new ObjectStore("logs", { role: "log", expireDays: 365 });
const lake = new ObjectStore("lake", { key, accessLogs: logs });
const results = new ObjectStore("results", { key, accessLogs: logs, expireDays: 7, deletionProtection: false });
const data = new DataTables("shop", {
  key,
  tables: { orders: { attributes: { orderId: "string" }, partitionKey: "orderId", stream: "newAndOldImages" } },
});

const columns: readonly Column[] = [
  { name: "record_id", type: "STRING", mode: "REQUIRED" },
  { name: "order_id", type: "STRING", mode: "REQUIRED" },
  { name: "sequence", type: "STRING", mode: "REQUIRED" },
  { name: "operation", type: "STRING", mode: "REQUIRED" },
  { name: "event_time", type: "TIMESTAMP", mode: "REQUIRED" },
  { name: "customer_id", type: "STRING" },
  { name: "status", type: "STRING" },
  { name: "currency", type: "STRING" },
  { name: "total", type: "NUMERIC" },
  { name: "item_count", type: "INTEGER" },
  { name: "payload", type: "JSON" },
];
const changes: WarehouseTable = {
  description: "Every change of an order",
  columns,
  partitionBy: "event_time",
  clusterBy: ["order_id"],
};

const pipeline = new CrossCloudPipeline("analytics", {
  key,
  source: data.table("orders"),
  function: {
    code: new pulumi.asset.AssetArchive({
      "index.mjs": new pulumi.asset.StringAsset("export async function handler() {}"),
    }),
    needs: {
      environment: {
        BIGQUERY_PROJECT: { description: "Project that holds the dataset." },
        BIGQUERY_DATASET: { description: "Dataset of the order tables." },
        BIGQUERY_STREAM_TABLE: { description: "Table that takes every change." },
        GCS_LAKE_BUCKET: { description: "Bucket that Dataflow reads." },
      },
      identities: { gcp: { cloud: "gcp", variable: "GCP_IDENTITY" } },
    },
  },
  gcp,
  warehouse: { tables: { orders_stream: changes, orders_curated: changes, orders_curated_errors: ERROR_TABLE } },
  services: [...DATAFLOW_SERVICES, ...TRANSFER_SERVICES],
});
const after = pipeline.services.enabled;

/** Development sets `{ mode: "scheduled" }` or `{ mode: "none" }`; a streaming job costs day and night. */
new DataflowJob("curation", {
  lake: pipeline.lake,
  prefix: "orders/",
  warehouse: pipeline.warehouse,
  columns,
  run: { mode: "streaming" },
  after,
});

new LakeTransfer("transfer", {
  gcp,
  source: lake,
  sink: pipeline.lake,
  prefix: "orders/",
  transferSubjectId: "112233445566778899001",
  startDate: "2026-11-21",
  after,
});

const reporting = new Reporting("reporting", {
  warehouse: pipeline.warehouse,
  key: { ring: pipeline.keys, name: "warehouse" },
  views: { sales: salesReport(["orders_stream", "orders_curated"]) },
  readers: { analysts: "analysts@example.com" },
  after,
});

const raw: readonly LakeColumn[] = [
  { name: "record_id", type: "string" },
  { name: "order_id", type: "string" },
  { name: "event_time", type: "string" },
  { name: "total", type: "string" },
];
const refined: readonly LakeColumn[] = [
  { name: "record_id", type: "string" },
  { name: "order_id", type: "string" },
  { name: "event_time", type: "timestamp" },
  { name: "total", type: "decimal(38,9)" },
];
const catalog = new LakeCatalog("lake-catalog", {
  key,
  lake,
  results,
  tables: {
    orders_raw: { description: "As written", prefix: "orders/", format: "json", columns: raw, firstDay: "2026-01-01" },
    orders: {
      description: "Each change once, typed",
      prefix: "refined/orders/",
      format: "parquet",
      columns: refined,
      firstDay: "2026-01-01",
    },
  },
  transforms: {
    orders: dailyCopy(
      { from: "orders_raw", to: "orders", schedule: "cron(15 1 * * ? *)", description: "Yesterday's orders, refined" },
      { from: raw, to: refined, key: "record_id" },
    ),
  },
});

export const dashboard = reporting.dashboardLink("sales");
export const workgroup = catalog.workgroup.name;
