import type * as pulumi from "@pulumi/pulumi";
import { tags } from "../../components/core";
import { type DataTables, ObjectStore } from "../../components/data";
import { BUDGET_SERVICES } from "../../components/delivery";
import {
  AwsTokenIssuer,
  type AzureLanguageArgs,
  BIGTABLE_SERVICES,
  CrossCloudPipeline,
  DATAFLOW_SERVICES,
  ERROR_TABLE,
  TRANSFER_SERVICES,
  type WarehouseTable,
} from "../../components/pipeline";
import { EventQueue } from "../../components/serverless";
import { curatedViewSql, ORDER_COLUMNS } from "../../functions/data-pipeline/schema";
import { functionArgs } from "../functions";
import type { Identity } from "../settings";
import type { Foundation } from "./foundation";
import type { CloudMartSettings } from "./settings";

/** Orders on their way to analytics, and the AI accounts on Azure. */
export interface Analytics {
  readonly lake: ObjectStore;
  readonly events: EventQueue;
  readonly failures: EventQueue;
  readonly pipeline: CrossCloudPipeline;
}

/** Every change of an order, as the function and Dataflow write it. */
const CHANGES: WarehouseTable = {
  description: "Every change of an order, duplicates included",
  columns: ORDER_COLUMNS,
  partitionBy: "event_time",
  clusterBy: ["order_id"],
};

export function makeAnalytics(
  identity: Identity,
  settings: CloudMartSettings,
  base: Foundation,
  tables: DataTables<"orders">,
  opts: pulumi.ComponentResourceOptions,
): Analytics {
  const { key, secrets } = base;
  const { deletionProtection } = settings.data;
  const queue = { key, consumerTimeoutSeconds: 60 };
  const lake = new ObjectStore(
    "cloudmart-lake",
    {
      key,
      accessLogs: base.accessLogs,
      deletionProtection,
      tiers: [{ afterDays: 30, storageClass: "STANDARD_IA" }],
    },
    opts,
  );
  const events = new EventQueue("cloudmart-events", queue, opts);
  const failures = new EventQueue("cloudmart-failures", { ...queue, reader: "people" }, opts);
  const pipeline = new CrossCloudPipeline(
    "cloudmart-pipeline",
    {
      key,
      source: tables.table("orders"),
      function: {
        ...functionArgs("data-pipeline"),
        logRetentionDays: settings.logs.retentionDays,
        bindings: { lake, events, failures },
      },
      stream: { batchSize: 200 },
      gcp: { ...settings.gcp, location: settings.gcp.region },
      gcpIdentity:
        settings.identity.gcp === "secret" ? { mode: "secret", secret: secrets.secret("gcp") } : { mode: "federation" },
      warehouse: {
        datasetId: "cloudmart_orders",
        tables: { orders_stream: CHANGES, orders_curated: CHANGES, orders_curated_errors: ERROR_TABLE },
        views: {
          orders: {
            description: "Each order once, as it is now, whichever way its changes came",
            query: (table) => curatedViewSql(table("orders_stream"), table("orders_curated")),
          },
        },
      },
      azure: azureArgs(identity, settings, base, opts),
      services: [
        ...BUDGET_SERVICES,
        ...DATAFLOW_SERVICES,
        ...TRANSFER_SERVICES,
        ...(settings.future.bigtable ? BIGTABLE_SERVICES : []),
      ],
      deletionProtection,
    },
    opts,
  );
  return { lake, events, failures, pipeline };
}

function azureArgs(
  identity: Identity,
  settings: CloudMartSettings,
  base: Foundation,
  opts: pulumi.ComponentResourceOptions,
): AzureLanguageArgs {
  return {
    location: settings.azure.location,
    subdomains: settings.azure.subdomains,
    // Callers stand behind the NAT gateways, whose addresses are the only ones that the accounts answer.
    access: { mode: "addresses", addresses: Object.values(base.network.natAddresses) },
    identity:
      settings.identity.azure === "secret"
        ? { mode: "secret", secret: base.secrets.secret("azure") }
        : {
            mode: "federation",
            issuerUrl: new AwsTokenIssuer("cloudmart-issuer", opts).url,
          },
    understanding: { project: "support", deployment: "production" },
    tags: tags(identity),
    retentionDays: Math.max(30, settings.logs.retentionDays),
  };
}
