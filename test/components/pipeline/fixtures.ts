import * as pulumi from "@pulumi/pulumi";
import { EncryptionKey, type FunctionNeeds } from "../../../components/core";
import { DataTables } from "../../../components/data";
import type { Column, CrossCloudPipelineArgs, GcpProject } from "../../../components/pipeline";

export const gcp: GcpProject = { project: "shop-analytics", projectNumber: "123456789012", location: "us-east4" };

export const columns: readonly Column[] = [
  { name: "order_id", type: "STRING", mode: "REQUIRED" },
  { name: "event_time", type: "TIMESTAMP", mode: "REQUIRED" },
  { name: "payload", type: "JSON", mode: "NULLABLE" },
];

const table = { description: "Order changes", columns, partitionBy: "event_time", clusterBy: ["order_id"] };

export const tables = { orders_stream: table, orders_curated: table };

export const needs: FunctionNeeds = {
  environment: {
    BIGQUERY_PROJECT: { description: "Project." },
    BIGQUERY_DATASET: { description: "Dataset." },
    BIGQUERY_STREAM_TABLE: { description: "Table.", default: "orders_stream" },
    GCS_LAKE_BUCKET: { description: "Lake." },
  },
  identities: { gcp: { cloud: "gcp", variable: "GCP_IDENTITY" } },
};

/** What every pipeline of these tests stands on; call it inside a recorded program. */
export function pipelineArgs(): CrossCloudPipelineArgs {
  const key = new EncryptionKey("shop", { description: "Shop data at rest", services: ["logs"] });
  const data = new DataTables("shop", {
    key,
    tables: { orders: { attributes: { orderId: "string" }, partitionKey: "orderId", stream: "newAndOldImages" } },
  });
  return {
    key,
    source: data.table("orders"),
    function: {
      code: new pulumi.asset.AssetArchive({ "index.mjs": new pulumi.asset.StringAsset("export {}") }),
      needs,
    },
    gcp,
    warehouse: { tables },
  };
}
