import * as pulumi from "@pulumi/pulumi";
import { CrossCloudPipeline, DataTables, EncryptionKey, type WarehouseTable } from "multicloud-estate";

const key = new EncryptionKey("shop", { description: "Shop data at rest", services: ["logs"] });
const data = new DataTables("shop", {
  key,
  tables: { orders: { attributes: { orderId: "string" }, partitionKey: "orderId", stream: "newAndOldImages" } },
});

const changes: WarehouseTable = {
  description: "Every change of an order",
  columns: [
    { name: "order_id", type: "STRING", mode: "REQUIRED" },
    { name: "sequence", type: "STRING", mode: "REQUIRED" },
    { name: "event_time", type: "TIMESTAMP", mode: "REQUIRED" },
    { name: "payload", type: "JSON" },
  ],
  partitionBy: "event_time",
  clusterBy: ["order_id"],
};

/** Rows reach the warehouse on two ways, so readers look at the latest change of each order. */
function latestChange(table: (id: string) => string): string {
  return `SELECT * FROM (SELECT * FROM \`${table("orders_stream")}\` UNION ALL SELECT * FROM \`${table("orders_curated")}\`)
QUALIFY ROW_NUMBER() OVER (PARTITION BY order_id ORDER BY sequence DESC) = 1`;
}

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
      identities: {
        gcp: { cloud: "gcp", variable: "GCP_IDENTITY" },
        azure: { cloud: "azure", variable: "AZURE_IDENTITY" },
      },
    },
  },
  stream: { batchSize: 200, filters: [{ eventName: ["INSERT", "MODIFY"] }] },
  gcp: { project: "shop-analytics", projectNumber: "123456789012", location: "us-east4" },
  warehouse: {
    tables: { orders_stream: changes, orders_curated: changes },
    views: { orders: { description: "Each order once, as it is now", query: latestChange } },
  },
  lake: { tiers: [{ afterDays: 30, storageClass: "NEARLINE" }] },
  azure: {
    location: "eastus",
    subdomains: { language: "shop-example-language" },
    access: { mode: "addresses", addresses: ["203.0.113.7"] },
    identity: { mode: "federation", issuerUrl: "https://a1b2c3d4.tokens.sts.global.api.aws" },
  },
});

export const dataset = pipeline.warehouse.datasetId;
export const lakeBucket = pipeline.lake.bucketName;
